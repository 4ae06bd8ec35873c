package io.sublet.manager.kube;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sublet.manager.view.PodView;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From a Pod to the record that the manager keeps. */
final class PodMapper {
    private PodMapper() {}

    /** Empty for a pod that is bound to no node, or has ended. */
    static Optional<PodView> view(Pod pod) {
        PodSpec spec = pod.getSpec();
        @Nullable String node = spec == null ? null : spec.getNodeName();
        @Nullable
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        boolean counts = phase == null || phase.equals("Pending") || phase.equals("Running");
        if (node == null || node.isEmpty() || !counts) {
            return Optional.empty();
        }
        Map<String, String> labels =
                Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
        QosClass qos = QosClass.parse(labels.getOrDefault(Labels.POD_QOS, ""))
                .orElseGet(() -> QosClass.defaultFor(kubeQos(pod)));
        @Nullable Integer number = spec.getPriority();
        PriorityClass priority = PriorityClass.declared(
                        Optional.ofNullable(labels.get(Labels.POD_PRIORITY_CLASS)),
                        number == null ? OptionalInt.empty() : OptionalInt.of(number))
                .orDefaultFor(qos);
        String key = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
        return Optional.of(new PodView(key, node, priority, qos, PodRequests.of(spec)));
    }

    private static KubeQos kubeQos(Pod pod) {
        return Optional.ofNullable(pod.getStatus())
                .map(status -> status.getQosClass())
                .flatMap(KubeQos::parse)
                .orElseGet(() -> computed(pod.getSpec()));
    }

    /** For the moment before the kubelet or the API server has said it. */
    private static KubeQos computed(PodSpec spec) {
        List<Container> containers = Stream.concat(spec.getContainers().stream(), spec.getInitContainers().stream())
                .toList();
        if (containers.stream().allMatch(PodMapper::isGuaranteed)) {
            return KubeQos.GUARANTEED;
        }
        return containers.stream().anyMatch(PodMapper::asksForSomething) ? KubeQos.BURSTABLE : KubeQos.BEST_EFFORT;
    }

    private static boolean isGuaranteed(Container container) {
        return Stream.of(ResourceNames.CPU, ResourceNames.MEMORY).allMatch(name -> {
            @Nullable Quantity limit = limits(container).get(name);
            return limit != null && limit.equals(requests(container).getOrDefault(name, limit));
        });
    }

    private static boolean asksForSomething(Container container) {
        return Stream.of(ResourceNames.CPU, ResourceNames.MEMORY)
                .anyMatch(name -> requests(container).containsKey(name)
                        || limits(container).containsKey(name));
    }

    private static Map<String, Quantity> requests(Container container) {
        return Optional.ofNullable(container.getResources())
                .map(resources -> resources.getRequests())
                .orElse(Map.of());
    }

    private static Map<String, Quantity> limits(Container container) {
        return Optional.ofNullable(container.getResources())
                .map(resources -> resources.getLimits())
                .orElse(Map.of());
    }
}
