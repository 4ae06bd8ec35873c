package io.sublet.agent.observe.pod;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pods of the namespace {@code default} whose uid is their name. */
public final class Pods {
    private Pods() {}

    public static PodView pod(String name, KubeQos kubeQos, String... containerIds) {
        return pod(name, kubeQos, PriorityClass.PROD, Instant.EPOCH, Map.of(), containerIds);
    }

    public static PodView pod(
            String name,
            KubeQos kubeQos,
            PriorityClass priority,
            Instant created,
            Map<String, String> requests,
            String... containerIds) {
        List<ContainerView> containers = new java.util.ArrayList<>();
        for (String id : containerIds) {
            containers.add(new ContainerView(
                    "c" + containers.size(),
                    ContainerView.Kind.MAIN,
                    Optional.of(id).filter(known -> !known.isEmpty()),
                    containers.isEmpty() ? requests : Map.of(),
                    Map.of()));
        }
        return new PodView(
                new PodRef("default", name, name),
                name,
                kubeQos,
                QosClass.defaultFor(kubeQos),
                priority,
                true,
                new PodView.Life(created, false),
                PodView.Marks.NONE,
                CpuSet.EMPTY,
                Map.of(),
                containers);
    }
}
