package io.sublet.cli.fleet;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.CappedSum;
import io.sublet.model.unit.MilliCpu;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * All nodes and their sums. Usage and capacity are of those nodes that are measured, so that shares mean something; the offer
 * is of all.
 *
 * @param measured how many nodes count for usage
 * @param suppressed over the nodes where it is known
 */
public record FleetSummary(
        List<NodeRow> rows,
        int measured,
        CpuMemory capacity,
        CpuMemory used,
        CpuMemory batch,
        CpuMemory offered,
        MilliCpu suppressed) {
    public FleetSummary {
        rows = List.copyOf(rows);
    }

    /** In the order of their names. */
    public static FleetSummary of(List<NodeStanding> nodes, Instant now) {
        List<NodeRow> rows = nodes.stream()
                .map(node -> NodeRow.of(node, now))
                .sorted(Comparator.comparing(NodeRow::name))
                .toList();
        CpuMemory capacity = CpuMemory.ZERO;
        CpuMemory used = CpuMemory.ZERO;
        CpuMemory batch = CpuMemory.ZERO;
        CpuMemory offered = CpuMemory.ZERO;
        MilliCpu suppressed = MilliCpu.ZERO;
        int measured = 0;
        for (NodeRow row : rows) {
            offered = offered.plusCapped(row.offered().orElse(CpuMemory.ZERO));
            suppressed = new MilliCpu(CappedSum.of(
                    suppressed.value(),
                    row.suppressed().toOptional().orElse(MilliCpu.ZERO).value()));
            if (row.isMeasured()) {
                measured++;
                capacity = capacity.plusCapped(row.capacity().toOptional().orElse(CpuMemory.ZERO));
                used = used.plusCapped(row.used().toOptional().orElse(CpuMemory.ZERO));
                batch = batch.plusCapped(row.batch().toOptional().orElse(CpuMemory.ZERO));
            }
        }
        return new FleetSummary(rows, measured, capacity, used, batch, offered, suppressed);
    }

    public long count(NodeRow.State state) {
        return rows.stream().filter(row -> row.state() == state).count();
    }

    /** What would be used if batch were not there. */
    public CpuMemory withoutBatch() {
        return used.minus(batch).atLeastZero();
    }

    /** A part of a whole in tenths of a percent, rounded; 0 of nothing. */
    public static long perMille(long part, long whole) {
        return whole <= 0 ? 0 : Math.round(part * 1000.0 / whole);
    }
}
