package io.sublet.extender;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.crds.nodemetric.NodeMetricStatus;
import io.sublet.crds.nodemetric.NodeUsageInfo;
import io.sublet.crds.nodemetric.ResourceMap;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Nodes that no machine stands behind and that a scheduler may place pods on. */
final class ReadyNodes {
    private final KubernetesClient client;

    ReadyNodes(KubernetesClient client) {
        this.client = client;
    }

    void create(String name, Map<String, String> labels, int cpus, String memory) {
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .create();
        Map<String, Quantity> resources = Map.of(
                "cpu", new Quantity(Integer.toString(cpus)),
                "memory", new Quantity(memory),
                "pods", new Quantity("110"));
        client.nodes()
                .withName(name)
                .editStatus(created -> new NodeBuilder(created)
                        .withNewStatus()
                        .withCapacity(resources)
                        .withAllocatable(resources)
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build());
        // admission marks every new node as not ready; here is no controller that would take the mark away
        client.nodes()
                .withName(name)
                .edit(created -> new NodeBuilder(created)
                        .editSpec()
                        .withTaints(List.of())
                        .endSpec()
                        .build());
    }

    /** What an agent on the node would say now. */
    void report(String name, long usedMilliCpu) {
        NodeMetric metric = new NodeMetric();
        metric.getMetadata().setName(name);
        client.resource(metric).create();
        metric.setStatus(new NodeMetricStatus(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                new NodeUsageInfo(
                        ResourceMap.of(Map.of("cpu", new Quantity(usedMilliCpu + "m"), "memory", new Quantity("10Gi"))),
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of()),
                List.of(),
                List.of(),
                null,
                null,
                Map.of()));
        client.resource(metric).patchStatus();
    }
}
