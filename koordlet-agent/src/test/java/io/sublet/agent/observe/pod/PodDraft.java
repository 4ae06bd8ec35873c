package io.sublet.agent.observe.pod;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A pod of the namespace {@code default} in the making, whose uid is its name. */
public final class PodDraft {
    private final String name;
    private final KubeQos kubeQos;
    private final QosClass qos;
    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, String> annotations = new HashMap<>();
    private final List<ContainerView> containers = new ArrayList<>();
    private CpuSet bound = CpuSet.EMPTY;
    private PodView.Address address = PodView.Address.NONE;

    private PodDraft(String name, KubeQos kubeQos, QosClass qos) {
        this.name = name;
        this.kubeQos = kubeQos;
        this.qos = qos;
    }

    public static PodDraft pod(String name, KubeQos kubeQos, QosClass qos) {
        return new PodDraft(name, kubeQos, qos);
    }

    /** A pod that asks for batch resources alone. */
    public static PodDraft batch(String name) {
        return pod(name, KubeQos.BEST_EFFORT, QosClass.BE);
    }

    public PodDraft container(String container, Map<String, String> requests, Map<String, String> limits) {
        return container(container, ContainerView.Kind.MAIN, requests, limits);
    }

    public PodDraft container(
            String container, ContainerView.Kind kind, Map<String, String> requests, Map<String, String> limits) {
        containers.add(new ContainerView(container, kind, Optional.of("containerd://" + container), requests, limits));
        return this;
    }

    public PodDraft label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    public PodDraft annotation(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    public PodDraft bound(CpuSet cpus) {
        bound = cpus;
        return this;
    }

    public PodDraft address(String... ips) {
        address = new PodView.Address(List.of(ips), false);
        return this;
    }

    public PodDraft onHostNetwork() {
        address = new PodView.Address(List.of("192.0.2.1"), true);
        return this;
    }

    public PodView view() {
        return new PodView(
                new PodRef("default", name, name),
                name,
                kubeQos,
                qos,
                qos == QosClass.BE ? PriorityClass.BATCH : PriorityClass.PROD,
                true,
                new PodView.Life(Instant.EPOCH, false),
                new PodView.Marks(OptionalInt.empty(), labels, annotations),
                bound,
                Map.of(),
                containers,
                address);
    }
}
