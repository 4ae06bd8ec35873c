package io.sublet.agent.metrics;

import static io.sublet.agent.metrics.Exposition.Type.GAUGE;

import io.sublet.agent.cluster.PodRequests;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What pods request and what online pods are not expected to use of it. Together with what they do use, these say how good the
 * forecast is. CPU is in cores, memory in bytes.
 */
public final class ForecastGauges implements MetricSource {
    private final Supplier<Optional<LastTick>> last;
    private final Supplier<Reading<CpuMemory>> reclaimable;

    /**
     * @param last empty before the first tick
     * @param reclaimable the forecast of the last report
     */
    public ForecastGauges(Supplier<Optional<LastTick>> last, Supplier<Reading<CpuMemory>> reclaimable) {
        this.last = last;
        this.reclaimable = reclaimable;
    }

    @Override
    public void write(Exposition out) {
        last.get().flatMap(tick -> tick.seen().pods().toOptional()).ifPresent(pods -> requests(pods, out));
        reclaimable
                .get()
                .toOptional()
                .ifPresent(amount -> out.family(
                                "sublet_agent_reclaimable_cpu_cores",
                                GAUGE,
                                "CPU that online pods request and will not need")
                        .sample(NodeGauges.cores(amount.cpu()))
                        .family(
                                "sublet_agent_reclaimable_memory_bytes",
                                GAUGE,
                                "Memory that online pods request and will not need")
                        .sample(amount.memory().value()));
    }

    private static void requests(List<PodObservation> pods, Exposition out) {
        Map<PriorityClass, CpuMemory> sums = new EnumMap<>(PriorityClass.class);
        pods.forEach(pod -> sums.merge(pod.pod().priority(), PodRequests.of(pod.pod()), CpuMemory::plus));
        out.family("sublet_agent_priority_requested_cores", GAUGE, "CPU requested by pods, by priority class");
        sums.forEach((priority, sum) -> out.sample(NodeGauges.cores(sum.cpu()), "priority", priority.wireName()));
        out.family("sublet_agent_priority_requested_bytes", GAUGE, "Memory requested by pods, by priority class");
        sums.forEach((priority, sum) -> out.sample(sum.memory().value(), "priority", priority.wireName()));
    }
}
