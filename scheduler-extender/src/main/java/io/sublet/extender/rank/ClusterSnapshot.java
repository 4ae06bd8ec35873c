package io.sublet.extender.rank;

import io.sublet.model.usage.ResourceUsage;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The whole cluster at one moment, immutable, one array per quantity so that ranking a node is a few array reads. CPU is in
 * milli-CPU, memory in bytes, time in milliseconds since the epoch.
 */
public final class ClusterSnapshot {
    /** No such row. */
    public static final int NO_ROW = -1;

    /** A quantity that nobody measured. */
    static final long UNKNOWN = -1;

    /** The time of a NodeMetric without a report. */
    static final long NO_REPORT = Long.MIN_VALUE;

    /** The time of a node without a NodeMetric. */
    static final long NO_METRIC = Long.MIN_VALUE + 1;

    public static final ClusterSnapshot EMPTY = of(List.of());

    /** CPU and memory of every node; {@link #UNKNOWN} where not measured. */
    static final class Columns {
        private final long[] cpu;
        private final long[] memory;

        private Columns(int rows) {
            cpu = new long[rows];
            memory = new long[rows];
        }

        long cpu(int row) {
            return cpu[row];
        }

        long memory(int row) {
            return memory[row];
        }

        private void set(int row, long cpuValue, long memoryValue) {
            cpu[row] = cpuValue;
            memory[row] = memoryValue;
        }

        private void setThresholds(int row, Thresholds thresholds) {
            set(row, thresholds.cpu().value(), thresholds.memory().value());
        }

        private void setUsage(int row, NodeRow node, Function<NodeRow.Report, ResourceUsage> part) {
            Optional<ResourceUsage> usage = node.report().map(part);
            set(
                    row,
                    usage.map(u -> NodeRow.milliOf(u.cpu())).orElse(UNKNOWN),
                    usage.map(u -> NodeRow.bytesOf(u.memory())).orElse(UNKNOWN));
        }
    }

    final long[] reportedAt;
    final Columns allocatable;
    final Columns generalThresholds;
    final Columns prodThresholds;
    final boolean[] aggregated;
    final Columns general;
    final Columns prod;
    final Columns scored;
    private final NameIndex names;

    private ClusterSnapshot(Collection<NodeRow> nodes, NameIndex names) {
        int size = nodes.size();
        this.names = names;
        reportedAt = new long[size];
        allocatable = new Columns(size);
        generalThresholds = new Columns(size);
        prodThresholds = new Columns(size);
        aggregated = new boolean[size];
        general = new Columns(size);
        prod = new Columns(size);
        scored = new Columns(size);
        int row = 0;
        for (NodeRow node : nodes) {
            fill(row++, node);
        }
    }

    /**
     * A snapshot of nodes.
     *
     * @throws IllegalArgumentException if a name is there twice
     */
    public static ClusterSnapshot of(Collection<NodeRow> nodes) {
        return new ClusterSnapshot(
                nodes, NameIndex.of(nodes.stream().map(NodeRow::name).toList()));
    }

    /** A snapshot of the same nodes in the same order as this one; cheaper, because names are not indexed again. */
    public ClusterSnapshot with(Collection<NodeRow> nodes) {
        if (nodes.size() != size()) {
            throw new IllegalArgumentException(nodes.size() + " nodes in place of " + size());
        }
        return new ClusterSnapshot(nodes, names);
    }

    private void fill(int row, NodeRow node) {
        reportedAt[row] = node.report()
                .map(report ->
                        report.time().toOptional().map(t -> t.toEpochMilli()).orElse(NO_REPORT))
                .orElse(NO_METRIC);
        allocatable.set(
                row,
                node.allocatable().cpu().value(),
                node.allocatable().memory().value());
        generalThresholds.setThresholds(row, node.profile().general());
        prodThresholds.setThresholds(row, node.profile().prod());
        aggregated[row] = node.profile().aggregated().isPresent();
        general.setUsage(row, node, NodeRow.Report::general);
        prod.setUsage(row, node, NodeRow.Report::prod);
        scored.setUsage(row, node, NodeRow.Report::scored);
    }

    public int size() {
        return reportedAt.length;
    }

    /** Finds rows, {@link #NO_ROW} for a node that is not known. */
    public NameIndex names() {
        return names;
    }

    /** The name of a row. */
    public String name(int row) {
        return names.names().get(row);
    }

    /** The numbers of a row by name, null where not measured, for a person. */
    public Map<String, @Nullable Object> describe(int row) {
        Map<String, @Nullable Object> numbers = new LinkedHashMap<>();
        numbers.put(
                "reportedAt",
                reportedAt[row] <= NO_METRIC
                        ? null
                        : Instant.ofEpochMilli(reportedAt[row]).toString());
        describe(numbers, "allocatable", allocatable, row);
        describe(numbers, aggregated[row] ? "aggregatedLoad" : "load", general, row);
        describe(numbers, "prodLoad", prod, row);
        describe(numbers, "scoredLoad", scored, row);
        numbers.put("cpuThreshold", generalThresholds.cpu(row));
        numbers.put("memoryThreshold", generalThresholds.memory(row));
        return numbers;
    }

    private static void describe(Map<String, @Nullable Object> numbers, String name, Columns columns, int row) {
        numbers.put(name + "MilliCpu", columns.cpu(row) == UNKNOWN ? null : columns.cpu(row));
        numbers.put(name + "Bytes", columns.memory(row) == UNKNOWN ? null : columns.memory(row));
    }

    /** Nodes that have reported at least once. */
    public int reporting() {
        int count = 0;
        for (long time : reportedAt) {
            count += time > NO_METRIC ? 1 : 0;
        }
        return count;
    }
}
