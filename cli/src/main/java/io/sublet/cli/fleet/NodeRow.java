package io.sublet.cli.fleet;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one node does with colocation.
 *
 * @param mode in force as the agent says, else what the label asks for
 * @param used by everything on the node
 * @param batch used by pods of the classes batch and free
 * @param offered to batch
 * @param limit what best effort may use now
 * @param suppressed how much less that is than what is offered; missing where it is not known
 */
public record NodeRow(
        String name,
        State state,
        Reading<String> mode,
        Reading<CpuMemory> capacity,
        Reading<CpuMemory> used,
        Reading<CpuMemory> batch,
        Optional<CpuMemory> offered,
        Reading<MilliCpu> limit,
        Reading<MilliCpu> suppressed,
        Reading<Duration> reportAge) {
    /** How a node stands, the worst first. */
    public enum State {
        /** No agent has ever reported. */
        SILENT,
        /** The last report is too old to go by. */
        STALE,
        /** Reports, and offers nothing. */
        WITHHELD,
        OFFERING;

        /** As people and programs read it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public static NodeRow of(NodeStanding node, Instant now) {
        Reading<MilliCpu> limit = node.agent().flatMap(AgentView::limit);
        return new NodeRow(
                node.name(),
                state(node, now),
                mode(node),
                node.capacity(),
                both(node.report().usage().node()),
                batch(node.report()),
                node.offered(),
                limit,
                suppressed(node, limit),
                node.report().age(now));
    }

    private static State state(NodeStanding node, Instant now) {
        if (node.report().usage().updateTime().isMissing()) {
            return State.SILENT;
        }
        if (node.report().isStale(now)) {
            return State.STALE;
        }
        return node.offered().filter(amount -> amount.cpu().value() > 0).isPresent() ? State.OFFERING : State.WITHHELD;
    }

    private static Reading<String> mode(NodeStanding node) {
        Reading<String> said = node.agent().flatMap(AgentView::mode);
        return said.isMissing() ? node.modeLabel().map(Reading::of).orElse(said) : said;
    }

    private static Reading<CpuMemory> both(ResourceUsage usage) {
        return usage.cpu().flatMap(cpu -> usage.memory().flatMap(memory -> measured(new CpuMemory(cpu, memory))));
    }

    private static Reading<CpuMemory> measured(CpuMemory usage) {
        return usage.equals(usage.atLeastZero()) ? Reading.of(usage) : Reading.missing("its usage is negative");
    }

    /** A pod without a sample, or with a negative one, counts nothing here: this is what is known to be used. */
    private static Reading<CpuMemory> batch(Report report) {
        return report.usage().updateTime().map(at -> {
            CpuMemory sum = CpuMemory.ZERO;
            for (PodUsage pod : report.usage().pods()) {
                if (isBatch(pod.priority())) {
                    CpuMemory used = new CpuMemory(
                            pod.usage().cpu().toOptional().orElse(MilliCpu.ZERO),
                            pod.usage().memory().toOptional().orElse(Bytes.ZERO));
                    sum = sum.plusCapped(used.atLeastZero());
                }
            }
            return sum;
        });
    }

    static boolean isBatch(PriorityClass priority) {
        return priority.yieldsToOnline();
    }

    private static Reading<MilliCpu> suppressed(NodeStanding node, Reading<MilliCpu> limit) {
        MilliCpu offered = node.offered().map(CpuMemory::cpu).orElse(MilliCpu.ZERO);
        return limit.map(may -> offered.minus(may).atLeastZero());
    }

    /** What is used besides batch. */
    public Reading<CpuMemory> online() {
        return used.flatMap(all -> batch.map(part -> all.minus(part).atLeastZero()));
    }

    /** Whether its usage can be counted. */
    public boolean isMeasured() {
        return (state == State.OFFERING || state == State.WITHHELD) && !used.isMissing() && !capacity.isMissing();
    }
}
