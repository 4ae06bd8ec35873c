package io.sublet.agent.decide.protect;

import io.sublet.agent.decide.PolicyBook;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.cache.BandwidthSignal;
import io.sublet.agent.decide.cache.CachePartition;
import io.sublet.agent.decide.interference.Interference;
import io.sublet.agent.decide.interference.Squeeze;
import io.sublet.agent.decide.latency.LatencyLoop;
import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.observe.Observation;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.InterferenceRule.Response;
import io.sublet.model.slo.NodeSlo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Latency targets, and the suppression, which gives best effort no more than they leave it; the search for antagonists, the traffic to memory, and the
 * partition of cache and bandwidth, which both narrow. They decide together because what they find bears on the same knobs.
 */
public final class Protection implements PolicyBook<Protection.Memory> {
    private final CpuSuppress suppress;

    /** @param blindAfter see {@link CpuSuppress} */
    public Protection(Duration blindAfter) {
        this.suppress = new CpuSuppress(blindAfter);
    }

    /** What is remembered. */
    public record Memory(
            LatencyLoop.Memory latency, Interference.Memory interference, BandwidthSignal.Memory bandwidth) {}

    @Override
    public Memory start() {
        return new Memory(LatencyLoop.Memory.NOTHING, Interference.Memory.NOTHING, BandwidthSignal.Memory.NOTHING);
    }

    @Override
    public Page<Memory> decide(Observation seen, Memory memory) {
        LatencyLoop.Outcome latency = LatencyLoop.decide(seen, memory.latency);
        Interference.Outcome interference = Interference.decide(seen, memory.interference);
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(suppress.decide(seen, latency.most()));
        verdicts.addAll(latency.verdicts());
        verdicts.add(interference.verdict());
        BandwidthSignal.Outcome bandwidth = BandwidthSignal.decide(seen, memory.bandwidth);
        verdicts.add(bandwidth.verdict());
        Squeeze squeeze = interference.memory().squeeze();
        Squeeze saturated = bandwidth.memory().squeeze();
        Response response = seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo)
                ? slo.extensions().interference().response()
                : Response.DEFAULT;
        verdicts.add(CachePartition.decide(seen, policy -> squeeze.narrow(policy, saturated, response)));
        return new Page<>(verdicts, new Memory(latency.memory(), interference.memory(), bandwidth.memory()));
    }
}
