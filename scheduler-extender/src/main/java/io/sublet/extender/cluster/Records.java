package io.sublet.extender.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.sublet.extender.rank.AssignedPod;
import io.sublet.extender.rank.Estimator;
import io.sublet.extender.rank.PodResources;
import io.sublet.extender.rank.PodResources.Role;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.extender.rank.UsageProfile;
import io.sublet.extender.snapshot.NodeRecord;
import io.sublet.extender.snapshot.ReportRecord;
import io.sublet.model.pod.PodRef;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.NodeMetricReport;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Objects of the API made into the records that are kept of them. */
final class Records {
    private static final Logger log = LoggerFactory.getLogger(Records.class);

    private final UsageProfile profile;
    private final Estimator estimator;

    /**
     * A maker of records.
     *
     * @param profile of nodes without an annotation
     */
    Records(UsageProfile profile, Estimator estimator) {
        this.profile = profile;
        this.estimator = estimator;
    }

    /** A node. An annotation that cannot be read counts as none, as does a resource that the node does not have. */
    NodeRecord node(Node node) {
        String name = node.getMetadata().getName();
        Map<String, String> annotations = orEmpty(node.getMetadata().getAnnotations());
        Parsed<UsageProfile> overlay = ThresholdOverlay.overlay(annotations.get(Annotations.USAGE_THRESHOLDS), profile);
        if (overlay instanceof Parsed.Invalid<UsageProfile>(String why)) {
            log.debug("annotation {} is not used node={} why={}", Annotations.USAGE_THRESHOLDS, name, why);
        }
        return new NodeRecord(
                name, allocatable(node, annotations), overlay.valid().orElse(profile));
    }

    /** Allocatable with what the raw-allocatable annotation says in its place. */
    private static CpuMemory allocatable(Node node, Map<String, String> annotations) {
        ResourceAmounts amounts = node.getStatus() == null
                ? ResourceAmounts.NONE
                : amounts(node.getStatus().getAllocatable());
        Parsed<ResourceAmounts> raw = Parsed.of(annotations.get(Annotations.RAW_ALLOCATABLE), text -> {
            Map<String, String> quantities = new HashMap<>();
            Json.parseObject("{\"raw\":" + text + "}").textMap("raw").forEach(quantities::put);
            return ResourceAmounts.parse(quantities);
        });
        ResourceAmounts used = amounts.overriddenBy(raw.valid().orElse(ResourceAmounts.NONE));
        return CpuMemory.of(used.of(ResourceNames.CPU), used.of(ResourceNames.MEMORY));
    }

    /** A report. */
    static ReportRecord report(GenericKubernetesResource metric) {
        JsonObject tree = JsonObject.of(metric.getAdditionalProperties(), "");
        Duration interval = tree.objectOrEmpty("spec")
                .objectOrEmpty("metricCollectPolicy")
                .integer("reportIntervalSeconds")
                .filter(seconds -> seconds > 0)
                .map(Duration::ofSeconds)
                .orElse(CollectPolicy.DEFAULT.reportInterval());
        return new ReportRecord(metric.getMetadata().getName(), NodeMetricReport.parse(tree), interval);
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
        PodShape shape = shape(pod);
        return new AssignedPod(
                shape.ref(),
                estimator.estimate(shape),
                shape.isProd(),
                scheduledAt(pod).orElse(seen));
    }

    private static Optional<Instant> scheduledAt(Pod pod) {
        List<PodCondition> conditions =
                pod.getStatus() == null ? List.of() : orEmpty(pod.getStatus().getConditions());
        return conditions.stream()
                .filter(c -> "PodScheduled".equals(c.getType()) && "True".equals(c.getStatus()))
                .flatMap(c -> Stream.ofNullable(c.getLastTransitionTime()))
                .map(time -> OffsetDateTime.parse(time).toInstant())
                .findFirst();
    }

    /** What ranking knows of a pod. */
    static PodShape shape(Pod pod) {
        PodSpec spec = pod.getSpec();
        List<PodResources.Container> containers = new ArrayList<>();
        for (Container init : orEmpty(spec.getInitContainers())) {
            Role role = "Always".equals(init.getRestartPolicy()) ? Role.SIDECAR : Role.INIT;
            containers.add(container(role, init));
        }
        orEmpty(spec.getContainers()).forEach(main -> containers.add(container(Role.MAIN, main)));
        PodResources resources =
                PodResources.of(containers, resources(spec.getResources()), amounts(spec.getOverhead()));
        Map<String, String> labels = orEmpty(pod.getMetadata().getLabels());
        PodShape.ClassMarks marks = new PodShape.ClassMarks(
                Optional.ofNullable(labels.get(Labels.POD_QOS)),
                Optional.ofNullable(labels.get(Labels.POD_PRIORITY_CLASS)),
                spec.getPriority() == null ? OptionalInt.empty() : OptionalInt.of(spec.getPriority()),
                Optional.ofNullable(pod.getStatus()).map(PodStatus::getQosClass));
        List<OwnerReference> owners = orEmpty(pod.getMetadata().getOwnerReferences());
        return new PodShape(
                new PodRef(
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName(),
                        pod.getMetadata().getUid()),
                Optional.ofNullable(spec.getSchedulerName()).orElse(""),
                PodShape.classOf(marks, resources),
                owners.stream().anyMatch(owner -> "DaemonSet".equals(owner.getKind())),
                resources);
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
