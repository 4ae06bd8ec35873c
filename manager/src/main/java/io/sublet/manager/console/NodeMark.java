package io.sublet.manager.console;

import io.sublet.manager.view.NodeMetricView;
import io.sublet.manager.view.NodeView;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One node of the console's map.
 *
 * @param isSwitchedOff whether its label or the configuration ends colocation on it
 * @param used by everything on it; missing where its agent does not say
 * @param batch used by pods of the classes batch and free
 * @param offered to batch
 */
public record NodeMark(
        String name,
        State state,
        boolean isSwitchedOff,
        Reading<CpuMemory> capacity,
        Reading<CpuMemory> used,
        CpuMemory batch,
        CpuMemory offered) {
    /** Reports may be lost; three in a row are not chance. */
    private static final int LATE_AFTER = 3;

    /** How a node stands. */
    public enum State {
        OFFERING(0),
        /** Reports, and offers nothing. */
        WITHHELD(1),
        /** The last report is too old to go by. */
        STALE(2),
        /** No agent has ever reported. */
        SILENT(3);

        private final int number;

        State(int number) {
            this.number = number;
        }

        /** By which the page knows it. */
        int number() {
            return number;
        }
    }

    static NodeMark of(NodeView node, Optional<NodeMetricView> metric, boolean isSwitchedOff, Instant now) {
        NodeUsageReport report =
                metric.map(NodeMetricView::report).orElseGet(() -> NodeUsageReport.none("the node has no NodeMetric"));
        CpuMemory offered = new CpuMemory(
                node.published()
                        .allocatable()
                        .batchCpu()
                        .map(cpu -> new MilliCpu(cpu.value()))
                        .orElse(MilliCpu.ZERO),
                node.published().allocatable().batchMemory().orElse(Bytes.ZERO));
        Duration interval = metric.flatMap(NodeMetricView::asked)
                .orElse(CollectPolicy.DEFAULT)
                .reportInterval();
        return new NodeMark(
                node.name(),
                state(report, interval, offered, now),
                isSwitchedOff,
                node.capacity(),
                report.node()
                        .cpu()
                        .flatMap(cpu -> report.node().memory().flatMap(memory -> measured(new CpuMemory(cpu, memory)))),
                batch(report),
                offered);
    }

    private static State state(NodeUsageReport report, Duration interval, CpuMemory offered, Instant now) {
        if (!(report.updateTime() instanceof Reading.Value<Instant>(Instant at))) {
            return State.SILENT;
        }
        if (Duration.between(at, now).compareTo(interval.multipliedBy(LATE_AFTER)) > 0) {
            return State.STALE;
        }
        return offered.cpu().value() > 0 ? State.OFFERING : State.WITHHELD;
    }

    /** A negative number is no measurement, and sums of absurd ones must not fail the picture of all other nodes. */
    private static CpuMemory batch(NodeUsageReport report) {
        CpuMemory sum = CpuMemory.ZERO;
        for (PodUsage pod : report.pods()) {
            if (pod.priority().yieldsToOnline()) {
                CpuMemory usage = new CpuMemory(
                        pod.usage().cpu().toOptional().orElse(MilliCpu.ZERO),
                        pod.usage().memory().toOptional().orElse(Bytes.ZERO));
                sum = sum.plusCapped(usage.atLeastZero());
            }
        }
        return sum;
    }

    private static Reading<CpuMemory> measured(CpuMemory usage) {
        return usage.equals(usage.atLeastZero()) ? Reading.of(usage) : Reading.missing("its usage is negative");
    }

    /** Whether its usage can be counted. */
    boolean isMeasured() {
        return (state == State.OFFERING || state == State.WITHHELD) && !used.isMissing() && !capacity.isMissing();
    }
}
