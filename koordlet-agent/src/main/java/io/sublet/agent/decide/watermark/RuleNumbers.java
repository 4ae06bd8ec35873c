package io.sublet.agent.decide.watermark;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.group.Cpi;
import io.sublet.agent.observe.group.GroupPressure;
import io.sublet.agent.observe.group.Pressure;
import io.sublet.agent.observe.group.Throttling;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.slo.WatermarkMetric;
import io.sublet.model.slo.WatermarkRule;
import io.sublet.model.slo.WatermarkRule.Signal;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.ResourceUsage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The numbers that a rule compares: by the uid of a pod, or one without a name for node and tier. */
final class RuleNumbers {
    /** The subject of a number that is not a pod's. */
    static final String NODE = "";

    private RuleNumbers() {}

    static Map<String, Reading<Double>> of(WatermarkRule rule, Observation seen) {
        return switch (rule.signal()) {
            case Signal.OfNode(WatermarkMetric metric) -> Map.of(NODE, ofNode(metric, seen));
            case Signal.OfTier(WatermarkMetric metric, PriorityClass tier) -> Map.of(NODE, ofTier(metric, tier, seen));
            case Signal.OfPods(WatermarkMetric metric, PodSelector pods) ->
                ofPods(seen, pods, pod -> ofPod(metric, pod));
            case Signal.PrometheusQuery query -> Map.of(NODE, seen.external().number(rule.name(), NODE));
            case Signal.PodEndpoint endpoint ->
                ofPods(
                        seen,
                        endpoint.pods(),
                        pod -> seen.external()
                                .number(rule.name(), pod.pod().ref().uid()));
        };
    }

    private static Map<String, Reading<Double>> ofPods(
            Observation seen, PodSelector selector, Function<PodObservation, Reading<Double>> number) {
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return Map.of(NODE, Reading.missing("the pods are not known"));
        }
        Map<String, Reading<Double>> numbers = new TreeMap<>();
        for (PodObservation pod : pods) {
            if (pod.pod().active() && selector.selects(PodTerms.subject(pod.pod()))) {
                numbers.put(pod.pod().ref().uid(), number.apply(pod));
            }
        }
        return numbers;
    }

    private static Reading<Double> ofNode(WatermarkMetric metric, Observation seen) {
        GroupPressure pressure = seen.detail().pressure();
        return switch (metric) {
            case NODE_CPU_USAGE -> share(seen.used().cpu().map(MilliCpu::value), cpus(seen));
            case NODE_CPU_AMOUNT -> seen.used().cpu().map(cpu -> (double) cpu.value());
            case NODE_MEMORY_AMOUNT -> seen.used().memory().map(memory -> (double) memory.value());
            case NODE_MEMORY_USAGE -> share(seen.used().memory().map(Bytes::value), memory(seen));
            case NODE_CPU_PRESSURE_SOME -> some(pressure.cpu());
            case NODE_MEMORY_PRESSURE_SOME -> some(pressure.memory());
            case NODE_MEMORY_PRESSURE_FULL -> full(pressure.memory());
            case NODE_IO_PRESSURE_SOME -> some(pressure.io());
            case NODE_IO_PRESSURE_FULL -> full(pressure.io());
            default -> throw new IllegalStateException(metric + " is not about a node");
        };
    }

    private static Reading<Double> ofTier(WatermarkMetric metric, PriorityClass tier, Observation seen) {
        Reading<List<PodObservation>> members = seen.pods()
                .map(pods -> pods.stream()
                        .filter(pod -> pod.pod().active() && pod.pod().priority() == tier)
                        .toList());
        return switch (metric) {
            case TIER_CPU_USAGE ->
                share(members.flatMap(pods -> sum(pods, usage -> usage.cpu().map(MilliCpu::value))), cpus(seen));
            case TIER_MEMORY_USAGE ->
                share(members.flatMap(pods -> sum(pods, usage -> usage.memory().map(Bytes::value))), memory(seen));
            default -> throw new IllegalStateException(metric + " is not about a tier");
        };
    }

    private static Reading<Long> sum(List<PodObservation> pods, Function<ResourceUsage, Reading<Long>> part) {
        Reading<Long> sum = Reading.of(0L);
        for (PodObservation pod : pods) {
            sum = sum.flatMap(known -> part.apply(pod.usage()).map(more -> known + more));
        }
        return sum;
    }

    private static Reading<Double> ofPod(WatermarkMetric metric, PodObservation pod) {
        GroupPressure pressure = pod.group().pressure();
        return switch (metric) {
            case POD_CPU_USAGE ->
                share(
                        pod.usage().cpu().map(MilliCpu::value),
                        limit(PodTerms.cpuLimit(pod.pod()).map(MilliCpu::value)));
            case POD_MEMORY_USAGE ->
                share(
                        pod.usage().memory().map(Bytes::value),
                        limit(PodTerms.memoryLimit(pod.pod()).map(Bytes::value)));
            case POD_CPU_THROTTLED ->
                pod.group().throttling().map(Throttling::ratio).map(ratio -> ratio * 100);
            case POD_CPU_PRESSURE_SOME -> some(pressure.cpu());
            case POD_MEMORY_PRESSURE_SOME -> some(pressure.memory());
            case POD_MEMORY_PRESSURE_FULL -> full(pressure.memory());
            case POD_IO_PRESSURE_SOME -> some(pressure.io());
            case POD_IO_PRESSURE_FULL -> full(pressure.io());
            case POD_CYCLES_PER_INSTRUCTION -> pod.cpi().map(Cpi::ratio);
            default -> throw new IllegalStateException(metric + " is not about a pod");
        };
    }

    private static Reading<Double> some(Reading<Pressure> pressure) {
        return pressure.map(known -> known.some().avg10());
    }

    private static Reading<Double> full(Reading<Pressure> pressure) {
        return pressure.flatMap(Pressure::full).map(Pressure.Window::avg10);
    }

    private static Reading<Long> limit(Optional<Long> known) {
        return known.map(Reading::of).orElseGet(() -> Reading.missing("the pod has no limit"));
    }

    private static Reading<Double> share(Reading<Long> used, Reading<Long> whole) {
        return used.flatMap(part -> whole.flatMap(
                all -> all > 0 ? Reading.of(100.0 * part / all) : Reading.missing("of nothing there is no share")));
    }

    static Reading<Long> cpus(Observation seen) {
        return seen.node().map(NodeView::capacity).map(CpuMemory::cpu).map(MilliCpu::value);
    }

    private static Reading<Long> memory(Observation seen) {
        return seen.node().map(NodeView::capacity).map(CpuMemory::memory).map(Bytes::value);
    }
}
