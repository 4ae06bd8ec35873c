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
    Squeeze narrower(long now, int pause, Duration at) {
        return steps == 0 || (now - window >= pause && steps < MOST_STEPS) ? new Squeeze(steps + 1, now, at) : this;
    }

    /** One step less, if the last one was long enough ago. */
    Squeeze wider(Duration pause, Duration at) {
        return steps > 0 && at.minus(changedAt).compareTo(pause) >= 0 ? new Squeeze(steps - 1, window, at) : this;
    }

    /** The policy with best effort's part narrowed; never wider than it says. */
    public ResourceQos narrow(ResourceQos policy, Response response) {
        CacheQos cache = policy.be().cache();
        if (steps == 0 || !cache.enabled()) {
            return policy;
        }
        long width = cache.end().value() - cache.start().value();
        Percent end = new Percent(cache.start().value() + part(width, response.leastCache()));
        Percent bandwidth = new Percent(part(cache.bandwidth().value(), response.leastBandwidth()));
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

    private long part(long whole, Percent least) {
        long kept = Math.max(Math.ceilDiv(whole * least.value(), 100), whole >> steps);
        return Math.clamp(kept, Math.min(1, whole), whole);
    }
}
