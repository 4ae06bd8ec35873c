package io.sublet.agent.decide.protect;

import io.sublet.agent.decide.PolicyBook;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.latency.LatencyLoop;
import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.observe.Observation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Latency targets, and the suppression, which gives best effort no more than they leave it. They decide together because what they find bears
 * on the same knobs.
 */
public final class Protection implements PolicyBook<Protection.Memory> {
    private final CpuSuppress suppress;

    /** @param blindAfter see {@link CpuSuppress} */
    public Protection(Duration blindAfter) {
        this.suppress = new CpuSuppress(blindAfter);
    }

    /** What is remembered. */
    public record Memory(LatencyLoop.Memory latency) {}

    @Override
    public Memory start() {
        return new Memory(LatencyLoop.Memory.NOTHING);
    }

    @Override
    public Page<Memory> decide(Observation seen, Memory memory) {
        LatencyLoop.Outcome latency = LatencyLoop.decide(seen, memory.latency);
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(suppress.decide(seen, latency.most()));
        verdicts.addAll(latency.verdicts());
        return new Page<>(verdicts, new Memory(latency.memory()));
    }
}
