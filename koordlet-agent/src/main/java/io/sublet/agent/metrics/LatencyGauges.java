package io.sublet.agent.metrics;

import static io.sublet.agent.metrics.Exposition.Type.GAUGE;

import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.latency.LatencyLoop;
import io.sublet.agent.decide.latency.LatencyReason;
import io.sublet.model.unit.MilliCpu;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What latency targets see and leave best effort, by the names of the targets. */
public final class LatencyGauges implements MetricSource {
    private static final String PREFIX = LatencyLoop.NAME + "/";

    private final Supplier<Optional<LastTick>> last;

    /** @param last empty before the first tick */
    public LatencyGauges(Supplier<Optional<LastTick>> last) {
        this.last = last;
    }

    @Override
    public void write(Exposition out) {
        List<Verdict> verdicts = last.get().map(LastTick::verdicts).orElse(List.of()).stream()
                .filter(verdict -> verdict.policy().startsWith(PREFIX))
                .toList();
        out.family(
                "sublet_agent_latency_of_limit_ratio",
                GAUGE,
                "Highest latency of a target's pods, in parts of its limit");
        for (Verdict verdict : verdicts) {
            if (verdict.reason().facts().get(LatencyLoop.RATIO) instanceof Double ratio) {
                out.sample(ratio, "target", name(verdict));
            }
        }
        out.family(
                "sublet_agent_latency_allowance_cores",
                GAUGE,
                "CPU that a target leaves best effort, while it takes some");
        for (Verdict verdict : verdicts) {
            if (verdict.reason().facts().get(LatencyLoop.ALLOWANCE) instanceof MilliCpu cpu) {
                out.sample(NodeGauges.cores(cpu), "target", name(verdict));
            }
        }
        out.family("sublet_agent_latency_unknown", GAUGE, "Whether a target has pods but no latency now");
        for (Verdict verdict : verdicts) {
            boolean unknown = verdict.reason().code() == LatencyReason.LatencyUnknown
                    || verdict.reason().code() == LatencyReason.LatencyNeverKnown;
            out.sample(unknown ? 1 : 0, "target", name(verdict));
        }
    }

    private static String name(Verdict verdict) {
        return verdict.policy().substring(PREFIX.length());
    }
}
