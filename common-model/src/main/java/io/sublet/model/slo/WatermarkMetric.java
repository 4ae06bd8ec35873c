package io.sublet.model.slo;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an agent measures and a watermark rule can compare, most of it as a percentage; pressure is the share of the last
 * ten seconds in which tasks waited (PSI avg10: some of them, or all at once).
 */
public enum WatermarkMetric {
    NODE_CPU_USAGE("nodeCpuUsagePercent", Scope.NODE),
    NODE_CPU_AMOUNT("nodeCpuUsageMilliCpu", Scope.NODE, Unit.MILLI_CPU),
    NODE_MEMORY_USAGE("nodeMemoryUsagePercent", Scope.NODE),
    NODE_MEMORY_AMOUNT("nodeMemoryUsageBytes", Scope.NODE, Unit.BYTES),
    NODE_CPU_PRESSURE_SOME("nodeCpuPressureSomePercent", Scope.NODE),
    NODE_MEMORY_PRESSURE_SOME("nodeMemoryPressureSomePercent", Scope.NODE),
    NODE_MEMORY_PRESSURE_FULL("nodeMemoryPressureFullPercent", Scope.NODE),
    NODE_IO_PRESSURE_SOME("nodeIoPressureSomePercent", Scope.NODE),
    NODE_IO_PRESSURE_FULL("nodeIoPressureFullPercent", Scope.NODE),
    /** Share of the node's capacity that the pods of one priority class use. */
    TIER_CPU_USAGE("tierCpuUsagePercent", Scope.TIER),
    TIER_MEMORY_USAGE("tierMemoryUsagePercent", Scope.TIER),
    /** Share of its limit that a pod uses. */
    POD_CPU_USAGE("podCpuUsagePercent", Scope.POD),
    POD_MEMORY_USAGE("podMemoryUsagePercent", Scope.POD),
    POD_CPU_THROTTLED("podCpuThrottledPercent", Scope.POD),
    POD_CPU_PRESSURE_SOME("podCpuPressureSomePercent", Scope.POD),
    POD_MEMORY_PRESSURE_SOME("podMemoryPressureSomePercent", Scope.POD),
    POD_MEMORY_PRESSURE_FULL("podMemoryPressureFullPercent", Scope.POD),
    POD_IO_PRESSURE_SOME("podIoPressureSomePercent", Scope.POD),
    POD_IO_PRESSURE_FULL("podIoPressureFullPercent", Scope.POD),
    /** CPU cycles for each instruction: rises when neighbours take cache and memory bandwidth. */
    POD_CYCLES_PER_INSTRUCTION("podCyclesPerInstruction", Scope.POD, Unit.RATIO);

    /** About what a metric has one value. */
    public enum Scope {
        NODE,
        /** One priority class on the node. */
        TIER,
        POD
    }

    /** In what a mark is stated. */
    public enum Unit {
        PERCENT,
        MILLI_CPU,
        BYTES,
        RATIO
    }

    private final String wireName;
    private final Scope scope;
    private final Unit unit;

    WatermarkMetric(String wireName, Scope scope) {
        this(wireName, scope, Unit.PERCENT);
    }

    WatermarkMetric(String wireName, Scope scope, Unit unit) {
        this.wireName = wireName;
        this.scope = scope;
        this.unit = unit;
    }

    public String wireName() {
        return wireName;
    }

    public Scope scope() {
        return scope;
    }

    public Unit unit() {
        return unit;
    }

    /** Whether memory is what is short when the number is bad. */
    public boolean isOfMemory() {
        return switch (this) {
            case NODE_MEMORY_USAGE,
                    NODE_MEMORY_AMOUNT,
                    NODE_MEMORY_PRESSURE_SOME,
                    NODE_MEMORY_PRESSURE_FULL,
                    TIER_MEMORY_USAGE,
                    POD_MEMORY_USAGE,
                    POD_MEMORY_PRESSURE_SOME,
                    POD_MEMORY_PRESSURE_FULL -> true;
            default -> false;
        };
    }

    public static Optional<WatermarkMetric> parse(String text) {
        return Arrays.stream(values())
                .filter(metric -> metric.wireName.equals(text))
                .findFirst();
    }

    /** All names, for a message. */
    public static String names() {
        return Arrays.stream(values()).map(WatermarkMetric::wireName).collect(Collectors.joining(", "));
    }
}
