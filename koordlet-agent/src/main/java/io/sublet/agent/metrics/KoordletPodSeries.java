package io.sublet.agent.metrics;

import static io.sublet.agent.metrics.Exposition.Type.COUNTER;
import static io.sublet.agent.metrics.Exposition.Type.GAUGE;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.group.GroupPressure;
import io.sublet.agent.observe.group.Pressure;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pods and containers under the names, labels and units that koordlet gives them. */
public final class KoordletPodSeries implements MetricSource {
    private static final List<String> RESOURCES = List.of(
            ResourceNames.BATCH_CPU, ResourceNames.BATCH_MEMORY, ResourceNames.MID_CPU, ResourceNames.MID_MEMORY);

    /** A container, and the pod that it is of. */
    private record Subject(PodRef pod, ContainerObservation seen) {
        ContainerView container() {
            return seen.container();
        }

        String id() {
            return container().id().orElse("");
        }
    }

    private interface Write {
        void sample(double value, String... labels);
    }

    private final String node;
    private final Supplier<Optional<LastTick>> last;
    private final EvictionCounts evictions;

    /**
     * @param node the name of the Node
     * @param last empty before the first tick
     */
    public KoordletPodSeries(String node, Supplier<Optional<LastTick>> last, EvictionCounts evictions) {
        this.node = node;
        this.last = last;
        this.evictions = evictions;
    }

    @Override
    public void write(Exposition out) {
        last.get().map(LastTick::seen).ifPresent(seen -> {
            evicted(seen, out);
            List<PodObservation> pods = seen.pods().toOptional().orElse(List.of());
            List<Subject> containers = new ArrayList<>();
            pods.forEach(pod -> pod.containers()
                    .forEach(container -> containers.add(new Subject(pod.pod().ref(), container))));
            resources(containers, out);
            bursts(seen, containers, out);
            cpi(containers, out);
            out.family("koordlet_container_psi", GAUGE, "Container psi collected by koordlet");
            containers.forEach(one ->
                    pressure(one.seen.group().pressure(), (value, more) -> out.sample(value, labels(one, true, more))));
            out.family("koordlet_pod_psi", GAUGE, "Pod psi collected by koordlet");
            pods.forEach(pod -> pressure(
                    pod.group().pressure(),
                    (value, more) -> out.sample(value, labels(pod.pod().ref(), more))));
        });
    }

    private void evicted(Observation seen, Exposition out) {
        out.family("koordlet_pod_eviction_detail", COUNTER, "evict detail launched by koordlet");
        Map<List<String>, Long> counts = new LinkedHashMap<>();
        for (EvictionCounts.Evicted one : evictions.lately(seen.moment().at())) {
            List<String> labels = List.of(
                    "node",
                    node,
                    "pod_namespace",
                    one.pod().namespace(),
                    "pod_name",
                    one.pod().name(),
                    "reason",
                    KoordletSeries.reason(one.policy()));
            counts.merge(labels, 1L, Long::sum);
        }
        counts.forEach((labels, count) -> out.sample(count, labels.toArray(String[]::new)));
    }

    /** A limit has the unit of bytes there whatever it is of. */
    private void resources(List<Subject> containers, Exposition out) {
        out.family(
                "koordlet_container_resource_requests",
                GAUGE,
                "the container requests of resources updated by koordinator");
        amounts(containers, ContainerView::requests, "integer", out);
        out.family(
                "koordlet_container_resource_limits",
                GAUGE,
                "the container limits of resources updated by koordinator");
        amounts(containers, ContainerView::limits, "byte", out);
    }

    private void amounts(
            List<Subject> containers,
            Function<ContainerView, Map<String, String>> quantities,
            String unit,
            Exposition out) {
        for (Subject one : containers) {
            for (String resource : RESOURCES) {
                count(quantities.apply(one.container()).get(resource))
                        .ifPresent(amount -> out.sample(amount, labels(one, true, "resource", resource, "unit", unit)));
            }
        }
    }

    private static OptionalLong count(@Nullable String quantity) {
        try {
            return quantity == null ? OptionalLong.empty() : OptionalLong.of(Quantities.parseCount(quantity));
        } catch (JsonException e) {
            // The API server takes no such quantity.
            return OptionalLong.empty();
        }
    }

    /** Of the containers whose quota or burst is the agent's. */
    private void bursts(Observation seen, List<Subject> containers, Exposition out) {
        out.family(
                "koordlet_container_scaled_cfs_burst_us",
                GAUGE,
                "The maximum accumulated CPU time in microseconds set by koordlet");
        held(seen, containers, Knob.CPU_BURST, out);
        out.family(
                "koordlet_container_scaled_cfs_quota_us",
                GAUGE,
                "Run-time replenished within a period in microseconds set by koordlet");
        held(seen, containers, Knob.CPU_QUOTA, out);
    }

    private void held(Observation seen, List<Subject> containers, Knob knob, Exposition out) {
        for (Subject one : containers) {
            if (seen.held().containsKey(new KnobKey(one.seen.cgroup(), knob))) {
                micros(seen.knobs().value(one.seen.cgroup(), knob))
                        .ifPresent(micros -> out.sample(micros, labels(one, false)));
            }
        }
    }

    private static OptionalLong micros(Reading<KnobValue> value) {
        return switch (value) {
            case Reading.Value<KnobValue>(KnobValue.Quota quota) ->
                OptionalLong.of(quota.quota().micros());
            case Reading.Value<KnobValue>(KnobValue.Whole(long number)) -> OptionalLong.of(number);
            default -> OptionalLong.empty();
        };
    }

    private void cpi(List<Subject> containers, Exposition out) {
        out.family("koordlet_container_cpi", GAUGE, "Container cpi collected by koordlet");
        containers.forEach(one -> one.seen.cpi().toOptional().ifPresent(cpi -> {
            out.sample(cpi.cycles(), labels(one, true, "cpi_field", "cycles"));
            out.sample(cpi.instructions(), labels(one, true, "cpi_field", "instructions"));
        }));
    }

    private static void pressure(GroupPressure pressure, Write write) {
        pressure("cpu", pressure.cpu(), write);
        pressure("mem", pressure.memory(), write);
        pressure("io", pressure.io(), write);
    }

    private static void pressure(String resource, Reading<Pressure> read, Write write) {
        read.toOptional().ifPresent(known -> {
            String full = Boolean.toString(!known.full().isMissing());
            windows(resource, "some", full, known.some(), write);
            known.full().toOptional().ifPresent(all -> windows(resource, "full", full, all, write));
        });
    }

    private static void windows(String resource, String degree, String full, Pressure.Window window, Write write) {
        double[] values = {window.avg10(), window.avg60(), window.avg300()};
        String[] precisions = {"avg10", "avg60", "avg300"};
        for (int i = 0; i < values.length; i++) {
            write.sample(
                    values[i],
                    "psi_resource_type",
                    resource,
                    "psi_precision",
                    precisions[i],
                    "psi_degree",
                    degree,
                    "cpu_full_supported",
                    full);
        }
    }

    private String[] labels(PodRef pod, String... more) {
        return labels(
                List.of("node", node, "pod_uid", pod.uid(), "pod_name", pod.name(), "pod_namespace", pod.namespace()),
                more);
    }

    /** @param uid whether the pod's uid is among the labels */
    private String[] labels(Subject one, boolean uid, String... more) {
        List<String> labels = new ArrayList<>(List.of(
                "node",
                node,
                "pod_namespace",
                one.pod.namespace(),
                "pod_name",
                one.pod.name(),
                "container_id",
                one.id(),
                "container_name",
                one.container().name()));
        if (uid) {
            labels.addAll(List.of("pod_uid", one.pod.uid()));
        }
        return labels(labels, more);
    }

    private static String[] labels(List<String> own, String... more) {
        return Stream.concat(own.stream(), Stream.of(more)).toArray(String[]::new);
    }
}
