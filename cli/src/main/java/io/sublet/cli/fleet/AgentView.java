package io.sublet.cli.fleet;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;

/**
 * What an agent says of its node at this moment.
 *
 * @param mode in force: {@code observe}, {@code enforce} or {@code off}
 * @param limit CPU that best effort may use by its quota and by the number of its CPUs, whichever is less
 * @param bestEffort CPU that best effort uses
 * @param held values that are not as they were before the agent came
 */
public record AgentView(
        Reading<String> mode, Reading<MilliCpu> limit, Reading<MilliCpu> bestEffort, Reading<Long> held) {
    public static AgentView of(MetricsText metrics) {
        return new AgentView(
                metrics.label("sublet_agent_mode", "mode"),
                limit(metrics),
                cores(metrics, "sublet_agent_best_effort_cpu_cores"),
                metrics.value("sublet_agent_held_values").map(Math::round));
    }

    /** Some policies take away CPUs and set no quota. */
    private static Reading<MilliCpu> limit(MetricsText metrics) {
        Reading<MilliCpu> quota = cores(metrics, "sublet_agent_best_effort_limit_cores");
        Reading<MilliCpu> cpus = cores(metrics, "sublet_agent_best_effort_cpus");
        if (cpus.isMissing()) {
            return quota;
        }
        return quota.isMissing() ? cpus : quota.combine(cpus, MilliCpu::min);
    }

    private static Reading<MilliCpu> cores(MetricsText metrics, String name) {
        return metrics.value(name).map(value -> new MilliCpu(Math.round(value * 1000)));
    }
}
