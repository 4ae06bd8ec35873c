package io.sublet.manager;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.crds.noderesourcetopology.NodeResourceTopology;
import io.sublet.protocol.json.Json;
import io.sublet.testing.RealApiServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A real etcd and kube-apiserver on loopback with the custom resources, and what kubelets, agents and people do to it. */
final class RealCluster implements AutoCloseable {
    static final String NAMESPACE = "sublet-system";
    static final String CONFIG = "slo-controller-config";

    private final RealApiServer server;

    private RealCluster(RealApiServer server) {
        this.server = server;
    }

    static RealCluster start() {
        return start(List.of());
    }

    /** @param flags of the API server, in addition */
    static RealCluster start(List<String> flags) {
        RealApiServer server = RealApiServer.start(flags);
        server.createDefinitions();
        server.createNamespace(NAMESPACE, Map.of());
        server.client()
                .load(Objects.requireNonNull(RealCluster.class.getResourceAsStream("/rbac.yaml"), "rbac.yaml"))
                .create();
        return new RealCluster(server);
    }

    static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(20)).ignoreExceptions();
    }

    /** A client of its own, with all rights. */
    KubernetesClient connect() {
        return server.connect();
    }

    /** A client with the rights of the manager and no others. */
    KubernetesClient connectAsManager() {
        return connectAs("sublet-manager");
    }

    /** A client with the rights of one of the chart's service accounts and no others. */
    KubernetesClient connectAs(String account) {
        Config config = server.config();
        config.setRequestRetryBackoffLimit(0);
        config.setImpersonateUsername("system:serviceaccount:" + NAMESPACE + ":" + account);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    String kubeconfig() {
        return server.kubeconfig();
    }

    KubernetesClient client() {
        return server.client();
    }

    /** A node of 100 cores and 120 GB, as a kubelet registers it. */
    void register(String name) {
        Map<String, Quantity> resources =
                Map.of("cpu", new Quantity("100"), "memory", new Quantity("120G"), "pods", new Quantity("110"));
        client().nodes()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("kubernetes.io/hostname", name)
                        .endMetadata()
                        .withNewStatus()
                        .withCapacity(resources)
                        .withAllocatable(resources)
                        .endStatus()
                        .build())
                .create();
    }

    /** Without the Node's version: the manager writes to it meanwhile. */
    void label(String node, String key, String value) {
        client().nodes()
                .withName(node)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"" + key + "\":\"" + value + "\"}}}");
    }

    Node node(String name) {
        return Objects.requireNonNull(client().nodes().withName(name).get(), name);
    }

    /** Batch CPU and memory in allocatable, as {@code 25k 33G}; empty if one is absent or capacity differs. */
    Optional<String> batch(String name) {
        Map<String, Quantity> allocatable = node(name).getStatus().getAllocatable();
        Map<String, Quantity> capacity = node(name).getStatus().getCapacity();
        Quantity cpu = allocatable.get("kubernetes.io/batch-cpu");
        Quantity memory = allocatable.get("kubernetes.io/batch-memory");
        if (cpu == null
                || memory == null
                || !cpu.equals(capacity.get("kubernetes.io/batch-cpu"))
                || !memory.equals(capacity.get("kubernetes.io/batch-memory"))) {
            return Optional.empty();
        }
        return Optional.of(cpu.getNumericalAmount().longValueExact() + " "
                + memory.getNumericalAmount().longValueExact());
    }

    /** Whether neither list names a resource of the manager. */
    boolean hasNoBatch(String name) {
        return node(name).getStatus().getAllocatable().keySet().stream().noneMatch(RealCluster::isExtended)
                && node(name).getStatus().getCapacity().keySet().stream().noneMatch(RealCluster::isExtended);
    }

    static boolean isExtended(String resource) {
        return resource.startsWith("kubernetes.io/");
    }

    Optional<String> annotation(String node, String key) {
        return Optional.ofNullable(node(node).getMetadata().getAnnotations().get(key));
    }

    void annotate(String node, String key, String value) {
        client().nodes()
                .withName(node)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"" + key + "\":" + Json.write(value) + "}}}");
    }

    /** What an agent writes of a machine with two zones of 50 cores and 60 GB, and of its CPUs. */
    void topology(String node) {
        String zone = """
                {"name":"node-%1$d","type":"Node","resources":[
                  {"name":"cpu","capacity":"50","allocatable":"50","available":"50"},
                  {"name":"memory","capacity":"60G","allocatable":"60G","available":"60G"}]}""";
        client().resources(NodeResourceTopology.class)
                .resource(Objects.requireNonNull(client().getKubernetesSerialization()
                        .unmarshal(
                                """
                                {"apiVersion":"topology.node.k8s.io/v1alpha1","kind":"NodeResourceTopology",
                                 "metadata":{"name":"%s","annotations":{
                                   "node.koordinator.sh/cpu-basic-info":"{\\"cpuModel\\":\\"XYZ\\",\\"hyperThreadEnabled\\":true}"}},
                                 "topologyPolicies":["None"],"zones":[%s,%s]}""".formatted(node, zone.formatted(0), zone.formatted(1)), NodeResourceTopology.class)))
                .create();
    }

    /** Batch CPU and memory of each zone as {@code 12500 16500000000}; empty for a zone without. */
    List<String> zones(String node) {
        return Objects.requireNonNull(client().resources(NodeResourceTopology.class)
                        .withName(node)
                        .get())
                .getZones()
                .stream()
                .map(zone -> zone.resources().stream()
                        .filter(resource -> isExtended(String.valueOf(resource.name())))
                        .map(resource -> String.valueOf(Objects.requireNonNull(resource.allocatable())
                                .getNumericalAmount()
                                .toBigIntegerExact()))
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    /** An online pod on a node. */
    Pod run(String name, String node, String cores, String memory) {
        return client().pods()
                .inNamespace("default")
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("koordinator.sh/qosClass", "LS")
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(node)
                        .addNewContainer()
                        .withName("main")
                        .withImage("none")
                        .withNewResources()
                        .addToRequests("cpu", new Quantity(cores))
                        .addToRequests("memory", new Quantity(memory))
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    /** A node agent's report: system 7 cores and 12 GB, one online pod. */
    void report(String node, Instant updateTime, String pod, long podCores, long podGigabytes) {
        String status = """
                {"status":{"updateTime":"%s",
                  "nodeMetric":{"nodeUsage":{"resources":{"cpu":"50","memory":"55G"}},
                                "systemUsage":{"resources":{"cpu":"7","memory":"12G"}}},
                  "podsMetric":[{"namespace":"default","name":"%s","priority":"koord-prod","qos":"LS",
                                 "podUsage":{"resources":{"cpu":"%d","memory":"%dG"}}}]}}
                """.formatted(updateTime, pod, podCores, podGigabytes);
        client().resources(NodeMetric.class)
                .withName(node)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), status);
    }

    void configure(Map<String, String> data) {
        client().configMaps()
                .inNamespace(NAMESPACE)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(CONFIG)
                        .endMetadata()
                        .withData(data)
                        .build())
                .createOr(existing -> existing.update());
    }

    @Override
    public void close() {
        server.close();
    }
}
