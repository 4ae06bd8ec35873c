package io.sublet.agent.decide.interference;

import io.sublet.model.slo.CacheQos;
import io.sublet.model.slo.InterferenceRule.Response;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.ResourceQos.ClassQos;
import io.sublet.model.unit.Percent;
import java.time.Duration;

/**
 * How far best effort's part of cache and memory bandwidth is narrowed: halved with each step, and given back step by step, more slowly.
 *
 * @param steps 0 is the policy's own part
 * @param window of the last step down
 * @param changedAt time since boot of the last step
 */
public record Squeeze(int steps, long window, Duration changedAt) {
    public static final Squeeze NONE = new Squeeze(0, 0, Duration.ZERO);

    /** After so many halvings nothing is left that could be halved. */
    private static final int MOST_STEPS = 6;

    /** One step more, if the one before has had its time to show. */
    public Squeeze narrower(long now, int pause, Duration at) {
        return steps == 0 || (now - window >= pause && steps < MOST_STEPS) ? new Squeeze(steps + 1, now, at) : this;
    }

    /** One step less, if the last one was long enough ago. */
    public Squeeze wider(Duration pause, Duration at) {
        return steps > 0 && at.minus(changedAt).compareTo(pause) >= 0 ? new Squeeze(steps - 1, window, at) : this;
    }

    /**
     * The policy with best effort's part narrowed; never wider than it says.
     *
     * @param memory what saturated memory asks for, of the bandwidth alone; of it and these steps the more count
     */
    public ResourceQos narrow(ResourceQos policy, Squeeze memory, Response response) {
        CacheQos cache = policy.be().cache();
        int halvings = Math.max(steps, memory.steps);
        if (halvings == 0 || !cache.enabled()) {
            return policy;
        }
        long width = cache.end().value() - cache.start().value();
        Percent end = new Percent(cache.start().value() + part(width, response.leastCache(), steps));
        Percent bandwidth = new Percent(part(cache.bandwidth().value(), response.leastBandwidth(), halvings));
        ClassQos be = policy.be();
        return new ResourceQos(
                policy.lsr(),
                policy.ls(),
                new ClassQos(be.memory(), new CacheQos(true, cache.start(), end, bandwidth), be.disk(), be.network()),
                policy.system(),
                policy.root(),
                policy.networkTotal(),
                policy.nodeMemory());
    }

    private static long part(long whole, Percent least, int halvings) {
        long kept = Math.max(Math.ceilDiv(whole * least.value(), 100), whole >> halvings);
        return Math.clamp(kept, Math.min(1, whole), whole);
    }
}
