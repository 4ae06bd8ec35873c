package io.sublet.extender.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.sublet.extender.pin.NodeDeclaration;
import io.sublet.extender.rank.AssignedPod;
import io.sublet.extender.rank.NodeFacts;
import io.sublet.extender.rank.NodeOffer;
import io.sublet.extender.rank.NodeReport;
import io.sublet.extender.rank.PodResources;
import io.sublet.extender.rank.PodResources.Role;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.extender.rank.Taint;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.unit.Ratio;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.protocol.AmplificationRatios;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.LoadEstimation;
import io.sublet.protocol.NodeMetricReport;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.RawAllocatable;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.ResourceStatus;
import io.sublet.protocol.UsageThresholds;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Objects of the API made into the records that are kept of them. */
final class Records {
    private static final Logger log = LoggerFactory.getLogger(Records.class);

    /** Seconds; nothing in the API keeps an interval from being so long that no time is that far back. */
    private static final long LONGEST_INTERVAL = Duration.ofDays(1).toSeconds();

    private final Canon<PodResources> resources = new Canon<>();

    /** A node. An annotation that cannot be read counts as none, as does a resource that the node does not have. */
    static NodeFacts node(Node node) {
        String name = node.getMetadata().getName();
        Map<String, String> annotations = orEmpty(node.getMetadata().getAnnotations());
        Parsed<UsageThresholds> thresholds = UsageThresholds.parse(annotations.get(Annotations.USAGE_THRESHOLDS));
        if (thresholds instanceof Parsed.Invalid<UsageThresholds>(String why)) {
            log.debug("annotation {} is not used node={} why={}", Annotations.USAGE_THRESHOLDS, name, why);
        }
        NodeSpec spec = Optional.ofNullable(node.getSpec()).orElseGet(NodeSpec::new);
        return new NodeFacts(
                name,
                orEmpty(node.getMetadata().getLabels()),
                offer(node, annotations),
                thresholds.valid().orElse(UsageThresholds.NONE),
                Boolean.TRUE.equals(spec.getUnschedulable()),
                orEmpty(spec.getTaints()).stream().map(Records::taint).toList(),
                NodeDeclaration.concernsEveryPod(orEmpty(node.getMetadata().getLabels())));
    }

    private static NodeOffer offer(Node node, Map<String, String> annotations) {
        return new NodeOffer(
                node.getStatus() == null
                        ? ResourceAmounts.NONE
                        : amounts(node.getStatus().getAllocatable()),
                beforeAmplification(annotations.get(Annotations.RAW_ALLOCATABLE)),
                NodeReservation.parse(annotations.get(Annotations.NODE_RESERVATION))
                        .valid()
                        .orElse(NodeReservation.NONE)
                        .takenOffAllocatable(),
                AmplificationRatios.parse(annotations.get(Annotations.AMPLIFICATION_RATIOS))
                        .valid()
                        .map(AmplificationRatios::cpu)
                        .orElse(Ratio.ONE));
    }

    private static Taint taint(io.fabric8.kubernetes.api.model.Taint taint) {
        return new Taint(taint.getKey(), Objects.requireNonNullElse(taint.getValue(), ""), taint.getEffect());
    }

    private static ResourceAmounts beforeAmplification(@Nullable String annotation) {
        Map<String, Long> amounts = new HashMap<>();
        RawAllocatable.parse(annotation)
                .valid()
                .ifPresent(raw -> raw.amounts()
                        .forEach((name, amount) -> amounts.put(
                                name,
                                amount.scaleByPowerOfTen(name.equals(ResourceNames.CPU) ? 3 : 0)
                                        .longValue())));
        return new ResourceAmounts(amounts);
    }

    /** A report. */
    static NodeReport report(GenericKubernetesResource metric) {
        JsonObject tree = JsonObject.of(metric.getAdditionalProperties(), "");
        Duration interval = tree.objectOrEmpty("spec")
                .objectOrEmpty("metricCollectPolicy")
                .integer("reportIntervalSeconds")
                .filter(seconds -> seconds > 0)
                .map(seconds -> Duration.ofSeconds(Math.min(seconds, LONGEST_INTERVAL)))
                .orElse(CollectPolicy.DEFAULT.reportInterval());
        return new NodeReport(metric.getMetadata().getName(), NodeMetricReport.parse(tree), interval);
    }

    /** The node of a pod that is not finished; empty for any other pod. */
    static Optional<String> nodeOf(Pod pod) {
        PodStatus status = pod.getStatus();
        boolean finished =
                status != null && ("Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase()));
        return finished || pod.getSpec() == null
                ? Optional.empty()
                : Optional.ofNullable(pod.getSpec().getNodeName()).filter(name -> !name.isEmpty());
    }

    /**
     * A pod that has a node.
     *
     * @param seen when it was seen, which stands in for the time of scheduling if the pod does not tell it
     */
    AssignedPod assigned(Pod pod, Instant seen) {
        PodResources asked = resources.of(resources(pod.getSpec()));
        return new AssignedPod(
                new PodRef(
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName(),
                        pod.getMetadata().getUid()),
                priority(pod, asked),
                asked,
                LoadEstimation.of(orEmpty(pod.getMetadata().getAnnotations())),
                became(pod, "PodScheduled").orElse(seen),
                became(pod, "Initialized"),
                ResourceStatus.parse(orEmpty(pod.getMetadata().getAnnotations()).get(Annotations.RESOURCE_STATUS))
                        .valid()
                        .orElse(ResourceStatus.NONE)
                        .cpus()
                        .size());
    }

    /** When a condition of the pod became true. */
    private static Optional<Instant> became(Pod pod, String condition) {
        List<PodCondition> conditions =
                pod.getStatus() == null ? List.of() : orEmpty(pod.getStatus().getConditions());
        return conditions.stream()
                .filter(c -> condition.equals(c.getType()) && "True".equals(c.getStatus()))
                .flatMap(c -> Stream.ofNullable(c.getLastTransitionTime()))
                .map(time -> OffsetDateTime.parse(time).toInstant())
                .findFirst();
    }

    private static PodResources resources(PodSpec spec) {
        List<PodResources.Container> containers = new ArrayList<>();
        for (Container init : orEmpty(spec.getInitContainers())) {
            Role role = "Always".equals(init.getRestartPolicy()) ? Role.SIDECAR : Role.INIT;
            containers.add(container(role, init));
        }
        orEmpty(spec.getContainers()).forEach(main -> containers.add(container(Role.MAIN, main)));
        return PodResources.of(containers, resources(spec.getResources()), amounts(spec.getOverhead()));
    }

    private static PriorityClass priority(Pod pod, PodResources asked) {
        Map<String, String> labels = orEmpty(pod.getMetadata().getLabels());
        Integer priority = pod.getSpec().getPriority();
        return PodShape.classOf(
                new PodShape.ClassMarks(
                        Optional.ofNullable(labels.get(Labels.POD_QOS)),
                        Optional.ofNullable(labels.get(Labels.POD_PRIORITY_CLASS)),
                        priority == null ? OptionalInt.empty() : OptionalInt.of(priority),
                        Optional.ofNullable(pod.getStatus()).map(PodStatus::getQosClass)),
                asked);
    }

    private static PodResources.Container container(Role role, Container container) {
        PodResources resources = resources(container.getResources());
        return new PodResources.Container(role, resources.requests(), resources.limits());
    }

    private static PodResources resources(@Nullable ResourceRequirements resources) {
        return resources == null
                ? PodResources.NONE
                : new PodResources(amounts(resources.getRequests()), amounts(resources.getLimits()));
    }

    private static ResourceAmounts amounts(@Nullable Map<String, Quantity> quantities) {
        Map<String, String> texts = new HashMap<>();
        orEmpty(quantities).forEach((name, quantity) -> texts.put(name, quantity.toString()));
        return ResourceAmounts.parse(texts);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }
}
