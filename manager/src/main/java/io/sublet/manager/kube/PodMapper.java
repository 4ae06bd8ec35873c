package io.sublet.manager.kube;

import io.sublet.manager.view.PodView;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.ResourceStatus;
import io.sublet.protocol.ResourceStatus.NumaNodeResources;
import io.sublet.protocol.json.FieldSelection;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** From a Pod to the record that the manager keeps. */
final class PodMapper {
    /** What is read of a Pod. */
    static final FieldSelection FIELDS = FieldSelection.none()
            .plus("metadata", "name")
            .plus("metadata", "namespace")
            .plus("metadata", "labels", Labels.POD_QOS)
            .plus("metadata", "labels", Labels.POD_PRIORITY_CLASS)
            .plus("metadata", "annotations", Annotations.RESOURCE_STATUS)
            .plus("spec", PodRequests.FIELDS.plus("nodeName").plus("priority"))
            .plus("status", PodRequests.STATUS_FIELDS.plus("phase").plus("qosClass"));

    private PodMapper() {}

    /** What is read of a Pod if these labels of it are looked at. */
    static FieldSelection fields(Set<String> labels) {
        FieldSelection fields = FIELDS;
        for (String label : labels) {
            fields = fields.plus("metadata", "labels", label);
        }
        return fields;
    }

    /**
     * Empty for a pod that is bound to no node, or has ended.
     *
     * @param pod of {@link #FIELDS}, and the labels that {@code subjects} keeps
     */
    static Optional<PodView> view(JsonObject pod, PodSubjects subjects) {
        JsonObject metadata = pod.objectOrEmpty("metadata");
        JsonObject spec = pod.objectOrEmpty("spec");
        Optional<String> node = spec.string("nodeName").filter(name -> !name.isEmpty());
        boolean counts = pod.objectOrEmpty("status")
                .string("phase")
                .map(phase -> phase.equals("Pending") || phase.equals("Running"))
                .orElse(true);
        if (node.isEmpty() || !counts) {
            return Optional.empty();
        }
        JsonObject labels = metadata.objectOrEmpty("labels");
        QosClass qos = QosClass.parse(labels.string(Labels.POD_QOS).orElse(""))
                .orElseGet(() -> QosClass.defaultFor(kubeQos(pod)));
        OptionalInt number = spec.integer("priority")
                .map(priority -> OptionalInt.of(priority.intValue()))
                .orElseGet(OptionalInt::empty);
        PriorityClass priority = PriorityClass.declared(labels.string(Labels.POD_PRIORITY_CLASS), number)
                .orDefaultFor(qos);
        String namespace = metadata.string("namespace").orElse("");
        String key = namespace + "/" + metadata.string("name").orElse("");
        return Optional.of(new PodView(
                key,
                node.get(),
                priority,
                qos,
                PodRequests.of(spec, pod.objectOrEmpty("status")),
                numaNodes(metadata),
                subjects.of(namespace, metadata.textMap("labels"), number, qos)));
    }

    /** A status that cannot be read places the pod nowhere in particular. */
    private static List<Integer> numaNodes(JsonObject metadata) {
        Optional<String> status = metadata.objectOrEmpty("annotations").string(Annotations.RESOURCE_STATUS);
        return status.flatMap(text -> ResourceStatus.parse(text).valid())
                .map(known -> known.numaNodes().stream()
                        .map(NumaNodeResources::node)
                        .distinct()
                        .toList())
                .orElse(List.of());
    }

    private static KubeQos kubeQos(JsonObject pod) {
        return pod.objectOrEmpty("status")
                .string("qosClass")
                .flatMap(KubeQos::parse)
                .orElseGet(() -> computed(pod.objectOrEmpty("spec")));
    }

    /** For the moment before the kubelet or the API server has said it. */
    private static KubeQos computed(JsonObject spec) {
        List<JsonObject> containers = Stream.of("containers", "initContainers")
                .flatMap(list -> spec.objects(list).stream())
                .map(container -> container.objectOrEmpty("resources"))
                .toList();
        if (containers.stream().allMatch(PodMapper::isGuaranteed)) {
            return KubeQos.GUARANTEED;
        }
        return containers.stream().anyMatch(PodMapper::asksForSomething) ? KubeQos.BURSTABLE : KubeQos.BEST_EFFORT;
    }

    private static boolean isGuaranteed(JsonObject resources) {
        JsonObject limits = resources.objectOrEmpty("limits");
        JsonObject requests = resources.objectOrEmpty("requests");
        return Stream.of(ResourceNames.CPU, ResourceNames.MEMORY).allMatch(name -> {
            Optional<String> limit = limits.text(name);
            return limit.isPresent() && isSame(limit.get(), requests.text(name).orElse(limit.get()));
        });
    }

    private static boolean isSame(String first, String second) {
        try {
            return Quantities.parse(first).compareTo(Quantities.parse(second)) == 0;
        } catch (JsonException e) {
            return first.equals(second);
        }
    }

    private static boolean asksForSomething(JsonObject resources) {
        return Stream.of("requests", "limits")
                .map(resources::objectOrEmpty)
                .anyMatch(amounts -> amounts.text(ResourceNames.CPU).isPresent()
                        || amounts.text(ResourceNames.MEMORY).isPresent());
    }
}
