package io.sublet.e2e.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** A node, its part of the strategy, what its agent reports and what runs there; from {@code offers.yaml}, which explains it. */
record OfferScenario(String name, JsonNode document) {
    static final String NAMESPACE = "work";

    private static final Map<String, Quantity> CAPACITY =
            Map.of("cpu", new Quantity("16"), "memory", new Quantity("64Gi"), "pods", new Quantity("110"));
    private static final Map<String, Quantity> ALLOCATABLE =
            Map.of("cpu", new Quantity("15"), "memory", new Quantity("60Gi"), "pods", new Quantity("110"));

    static List<OfferScenario> all(JsonNode documents) {
        return StreamSupport.stream(documents.spliterator(), false)
                .map(each -> new OfferScenario(each.path("name").asText(), each))
                .toList();
    }

    String nodeName() {
        return "offer-" + name;
    }

    Node node() {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(nodeName())
                .addToLabels("scenario", name)
                .addToLabels(texts(document.path("labels")))
                .addToAnnotations(texts(document.path("annotations")))
                .endMetadata()
                .withNewStatus()
                .withCapacity(quantities("capacity", CAPACITY))
                .withAllocatable(quantities("allocatable", ALLOCATABLE))
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }

    private Map<String, Quantity> quantities(String field, Map<String, Quantity> usual) {
        Map<String, Quantity> quantities = new TreeMap<>(usual);
        texts(document.path(field)).forEach((resource, amount) -> quantities.put(resource, new Quantity(amount)));
        return quantities;
    }

    /** What its agent says of the machine. */
    GenericKubernetesResource topology() {
        ObjectNode topology = JsonNodeFactory.instance.objectNode();
        topology.put("apiVersion", "topology.node.k8s.io/v1alpha1").put("kind", "NodeResourceTopology");
        topology.withArray("topologyPolicies").add("None");
        ObjectNode metadata = topology.putObject("metadata").put("name", nodeName());
        metadata.putObject("annotations")
                .put("node.koordinator.sh/cpu-basic-info", "{\"cpuModel\":\"XYZ\",\"hyperThreadEnabled\":true}");
        ArrayNode zones = topology.putArray("zones");
        for (JsonNode zone : document.path("zones")) {
            ObjectNode listed = zones.addObject();
            listed.put("name", "node-" + (zones.size() - 1)).put("type", "Node");
            texts(zone)
                    .forEach((resource, amount) -> listed.withArray("resources")
                            .addObject()
                            .put("name", resource)
                            .put("capacity", amount)
                            .put("allocatable", amount)
                            .put("available", amount));
        }
        return new KubernetesSerialization().convertValue(topology, GenericKubernetesResource.class);
    }

    /** The item of {@code nodeConfigs}; a node that says nothing has the cluster's strategy. */
    ObjectNode strategy() {
        ObjectNode item = document.path("strategy") instanceof ObjectNode own
                ? own.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        item.put("name", name);
        item.putObject("nodeSelector").putObject("matchLabels").put("scenario", name);
        return item;
    }

    /** The status of its NodeMetric. */
    ObjectNode report(Instant now) {
        JsonNode report = document.path("report");
        Duration age = report.has("age")
                ? Duration.parse("PT" + report.path("age").asText().toUpperCase(java.util.Locale.ROOT))
                : Duration.ZERO;
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("updateTime", now.minus(age).truncatedTo(ChronoUnit.SECONDS).toString());
        ObjectNode node = status.putObject("nodeMetric");
        node.putObject("nodeUsage").set("resources", report.path("node"));
        node.putObject("systemUsage").set("resources", report.path("system"));
        for (JsonNode pod : report.path("pods")) {
            ObjectNode metric = status.withArray("podsMetric").addObject();
            metric.put("namespace", NAMESPACE).put("name", podName(pod));
            if (pod.has("priority")) {
                metric.set("priority", pod.path("priority"));
            }
            metric.putObject("podUsage").set("resources", usage(pod));
        }
        for (JsonNode application : report.path("applications")) {
            ObjectNode metric = status.withArray("hostApplicationMetric").addObject();
            metric.set("name", application.path("name"));
            metric.set("priority", application.path("priority"));
            metric.set("qos", application.path("qos"));
            metric.putObject("usage").set("resources", usage(application));
        }
        if (report.has("reclaimable")) {
            status.putObject("prodReclaimableMetric")
                    .putObject("resource")
                    .set("resources", report.path("reclaimable"));
        }
        return status;
    }

    List<Pod> pods() {
        return StreamSupport.stream(document.path("pods").spliterator(), false)
                .map(this::pod)
                .toList();
    }

    private Pod pod(JsonNode pod) {
        Map<String, Quantity> resources = new TreeMap<>();
        Map.of(
                        "cpu",
                        "cpu",
                        "memory",
                        "memory",
                        "batchCpu",
                        "kubernetes.io/batch-cpu",
                        "batchMemory",
                        "kubernetes.io/batch-memory")
                .forEach((key, resource) -> {
                    if (pod.has(key)) {
                        resources.put(resource, new Quantity(pod.path(key).asText()));
                    }
                });
        PodBuilder builder = new PodBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(podName(pod))
                .endMetadata()
                .withNewSpec()
                .withNodeName(nodeName())
                .addNewContainer()
                .withName("main")
                .withImage("app")
                .withNewResources()
                .withRequests(resources)
                .withLimits(resources)
                .endResources()
                .endContainer()
                .endSpec();
        if (pod.has("qos")) {
            builder.editMetadata()
                    .addToLabels("koordinator.sh/qosClass", pod.path("qos").asText())
                    .endMetadata();
        }
        if (pod.has("priority")) {
            builder.editSpec()
                    .withPriorityClassName(pod.path("priority").asText())
                    .endSpec();
        }
        if (pod.has("numa")) {
            builder.editMetadata()
                    .addToAnnotations(
                            "scheduling.koordinator.sh/resource-status",
                            "{\"numaNodeResources\":[{\"node\":" + pod.path("numa") + "}]}")
                    .endMetadata();
        }
        return builder.build();
    }

    private String podName(JsonNode pod) {
        return name + "-" + pod.path("name").asText();
    }

    private static ObjectNode usage(JsonNode from) {
        ObjectNode usage = JsonNodeFactory.instance.objectNode();
        usage.set("cpu", from.path("cpu"));
        usage.set("memory", from.path("memory"));
        return usage;
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
