package io.sublet.crds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.sublet.crds.nodemetric.MetricCollectPolicy;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.crds.nodemetric.NodeMetricSpec;
import io.sublet.crds.nodemetric.NodeMetricStatus;
import io.sublet.crds.noderesourcetopology.NodeResourceTopology;
import io.sublet.crds.nodeslo.NodeSLO;
import io.sublet.crds.nodeslo.ResourceThresholdStrategy;
import io.sublet.testing.RealApiServer;
import java.io.ByteArrayInputStream;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The definitions in a real API server. */
class CustomResourcesIT {
    private static final int UNPROCESSABLE = 422;
    private static final String NODE = "node-1";

    private static @Nullable RealApiServer server;

    @BeforeAll
    static void installAllDefinitions() {
        server = RealApiServer.start();
        for (String name : CrdFiles.names()) {
            client().load(new ByteArrayInputStream(CrdFiles.read(name)))
                    .fieldValidation(FieldValidateable.Validation.STRICT)
                    .create();
        }
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(established()).hasSize(CrdFiles.names().size()));
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(server).close();
    }

    @AfterEach
    void deleteObjects() {
        for (String sample : List.of("nodemetric", "nodeslo", "clustercolocationprofile", "podqos")) {
            client().resource(resource(sample)).delete();
        }
        client().resources(NodeResourceTopology.class).delete();
    }

    private static KubernetesClient client() {
        return Objects.requireNonNull(server).client();
    }

    private static List<String> established() {
        return client().apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                .filter(CustomResourcesIT::isEstablished)
                .map(definition -> definition.getMetadata().getName())
                .toList();
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        return definition.getStatus() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    @Test
    void schemasHaveNoStructuralFaults() {
        assertThat(client().apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .list()
                        .getItems())
                .flatExtracting(definition -> definition.getStatus().getConditions())
                .allMatch(condition -> condition.getStatus().equals("True"))
                .extracting("type")
                .containsOnly("Established", "NamesAccepted", "KubernetesAPIApprovalPolicyConformant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodemetric", "nodeslo", "clustercolocationprofile", "noderesourcetopology", "podqos"})
    void sampleIsAcceptedAndNothingOfItsSpecIsLost(String sample) {
        GenericKubernetesResource created = client().resource(resource(sample))
                .fieldValidation(FieldValidateable.Validation.STRICT)
                .create();
        JsonNode sent = Samples.read(sample + ".yaml");
        JsonNode kept = Schema.parse(client().getKubernetesSerialization().asJson(created));
        for (String part : List.of("spec", "zones", "topologyPolicies")) {
            assertThat(kept.path(part)).as(part).isEqualTo(sent.path(part));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nodeslo, /spec/resourceUsedThresholdWithBE, cpuSuppressThresholdPercent, 101",
        "nodeslo, /spec/resourceUsedThresholdWithBE, memoryEvictThresholdPercent, -1",
        "nodeslo, /spec/cpuBurstStrategy, cpuBurstPercent, 10001",
        "nodemetric, /spec/metricCollectPolicy, nodeMemoryCollectPolicy, all",
        "nodemetric, /spec/metricCollectPolicy, reportIntervalSeconds, soon",
        "clustercolocationprofile, /spec, qosClass, be",
        "podqos, /spec/cpu, weight, 0",
        "podqos, /spec/cpu, weight, 10001",
        "podqos, /spec/memory, lowPercent, 101",
        "podqos, /spec, evictionOrder, first"
    })
    void valueOutOfRangeIsRefusedWithItsPath(String sample, String parent, String field, String value) {
        ObjectNode document = Samples.read(sample + ".yaml");
        put((ObjectNode) document.at(parent), field, value);
        assertRefused(document, (parent + "/" + field).substring(1).replace('/', '.'));
    }

    private static void put(ObjectNode object, String field, String value) {
        if (value.matches("-?[0-9]+")) {
            object.put(field, Long.parseLong(value));
        } else {
            object.put(field, value);
        }
    }

    /** Each line: the object to put into {@code spec}, and what the refusal must say. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{'selector':{'qosClasses':['LS']},'allowedActions':['Evict']}; spec.allowedActions; Evict can be allowed for BE only",
                "{'selector':{'qosClasses':['BE','LSR']},'allowedActions':['Throttle','Evict']}; spec.allowedActions; never evicted",
                "{'selector':{'namespaces':['a'],'namespaceSelector':{}}}; spec.selector; either namespaces or namespaceSelector",
                "{'selector':{'priorityRange':{'min':2,'max':1}}}; spec.selector.priorityRange.min; min must not be above max",
                "{'selector':{'priorityRange':{}}}; spec.selector.priorityRange; at least 1",
                "{'selector':{'labelSelector':{'matchExpressions':[{'key':'a','operator':'In'}]}}}; matchExpressions[0].values; need values",
                "{'selector':{'labelSelector':{'matchExpressions':[{'key':'a','operator':'Near'}]}}}; matchExpressions[0].operator; Near",
                "{'selector':{},'cpu':{'idle':true,'weight':10}}; spec.cpu.weight; an idle group has no weight",
                "{'selector':{},'memory':{'minPercent':60,'lowPercent':50}}; spec.memory.minPercent; not be above lowPercent",
                "{'selector':{},'allowedActions':['Evict','Evict']}; spec.allowedActions[1]; Duplicate",
                "{'selector':{},'allowedActions':['Freeze']}; spec.allowedActions[0]; Freeze",
                "{}; spec.selector; Required"
            })
    void contradictoryPodQosIsRefusedWithPathAndReason(String spec, String path, String reason) {
        ObjectNode document = Samples.read("podqos.yaml");
        document.set("spec", Schema.parse(spec.replace('\'', '"')));
        assertThat(assertRefused(document, path)).contains(reason);
    }

    @Test
    void podQosMayAllowEvictionWhereItsSelectorNamesNoClass() {
        ObjectNode document = Samples.read("podqos.yaml");
        document.set("spec", Schema.parse("selector: {}\nallowedActions: [Throttle, Evict]\ncpu: {idle: true}\n"));
        GenericKubernetesResource created = client().resource(generic(document)).create();
        assertThat(created.<Integer>get("spec", "precedence")).isZero();
    }

    @Test
    void applyWithoutForceLeavesTheFieldsOfAnotherManagerAlone() {
        client().resource(threshold(65L, "cpuset"))
                .fieldManager("sublet-manager")
                .serverSideApply();
        client().resource(threshold(40L, null))
                .fieldManager("kubectl")
                .forceConflicts()
                .serverSideApply();

        KubernetesClientException conflict = catchThrowableOfType(
                KubernetesClientException.class,
                () -> client().resource(threshold(70L, "cfsQuota"))
                        .fieldManager("sublet-manager")
                        .serverSideApply());
        assertThat(conflict.getCode()).isEqualTo(HttpURLConnection.HTTP_CONFLICT);
        assertThat(conflict.getMessage())
                .contains("kubectl", ".spec.resourceUsedThresholdWithBE.cpuSuppressThresholdPercent");

        client().resource(threshold(null, "cfsQuota"))
                .fieldManager("sublet-manager")
                .serverSideApply();
        ResourceThresholdStrategy kept = threshold();
        assertThat(kept.cpuSuppressThresholdPercent()).isEqualTo(40L);
        assertThat(kept.cpuSuppressPolicy()).isEqualTo("cfsQuota");
    }

    @Test
    void applyWithoutAFieldTakesBackWhatOnlyThatManagerOwned() {
        client().resource(threshold(65L, "cpuset"))
                .fieldManager("sublet-manager")
                .serverSideApply();
        client().resource(threshold(65L, null)).fieldManager("sublet-manager").serverSideApply();
        assertThat(threshold().cpuSuppressPolicy()).isNull();
    }

    private static NodeSLO threshold(@Nullable Long percent, @Nullable String policy) {
        ObjectNode document = Samples.read("nodeslo.yaml");
        ObjectNode rule = document.putObject("spec").putObject("resourceUsedThresholdWithBE");
        if (percent != null) {
            rule.put("cpuSuppressThresholdPercent", percent);
        }
        if (policy != null) {
            rule.put("cpuSuppressPolicy", policy);
        }
        return client().getKubernetesSerialization().unmarshal(document.toString(), NodeSLO.class);
    }

    private static ResourceThresholdStrategy threshold() {
        NodeSLO slo = client().resources(NodeSLO.class).withName(NODE).get();
        return Objects.requireNonNull(Objects.requireNonNull(slo.getSpec()).resourceUsedThresholdWithBE());
    }

    @Test
    void statusAndSpecOfNodeMetricAreWrittenApart() {
        NodeMetric metric = new NodeMetric();
        metric.setMetadata(new ObjectMetaBuilder().withName(NODE).build());
        metric.setSpec(new NodeMetricSpec(new MetricCollectPolicy(300L, 60L, null, null)));
        metric.setStatus(status("2026-01-01T00:00:00Z"));
        NodeMetric created = client().resource(metric).create();
        assertThat(created.getStatus()).as("status sent with create").isNull();

        created.setStatus(status("2026-01-01T00:01:00Z"));
        created.setSpec(new NodeMetricSpec(new MetricCollectPolicy(1L, 1L, null, null)));
        NodeMetric reported = client().resource(created).updateStatus();
        assertThat(reported.getStatus()).isEqualTo(status("2026-01-01T00:01:00Z"));
        assertThat(reported.getSpec()).isEqualTo(metric.getSpec());
    }

    @Test
    void podQosStatusKeepsConditions() {
        client().resource(resource("podqos")).create();
        ObjectNode document = Samples.read("podqos.yaml");
        document.set("status", Schema.parse("""
                observedGeneration: 1
                matchedPods: 3
                governedPods: 2
                conditions:
                  - {type: Ready, status: "True", reason: Resolved, message: 2 nodes have the rules, lastTransitionTime: "2026-01-01T00:00:00Z"}
                """));
        GenericKubernetesResource updated = client().resource(generic(document)).updateStatus();
        assertThat(updated.<Integer>get("status", "governedPods")).isEqualTo(2);
        assertThat(updated.<List<?>>get("status", "conditions")).hasSize(1);
    }

    @Test
    void takesTheObjectsThatCranesBecome() {
        List<JsonNode> objects = CraneExamples.ofKind("PodQoS");

        assertThat(objects).hasSize(3);
        for (JsonNode object : objects) {
            client().resource(object.toString())
                    .fieldValidation(FieldValidateable.Validation.STRICT)
                    .create();
            client().resource(object.toString()).delete();
        }
    }

    @Test
    void topologyWrittenInOneVersionIsReadInTheOther() {
        NodeResourceTopology written = client().getKubernetesSerialization()
                .unmarshal(Samples.read("noderesourcetopology.yaml").toString(), NodeResourceTopology.class);
        client().resource(written).create();
        GenericKubernetesResource read = client().genericKubernetesResources(
                        "topology.node.k8s.io/v1alpha2", "NodeResourceTopology")
                .withName(NODE)
                .get();
        assertThat(read.<String>get("zones", 0, "name")).isEqualTo("node-0");
        assertThat(client().resources(NodeResourceTopology.class)
                        .withName(NODE)
                        .get()
                        .getZones())
                .isEqualTo(written.getZones());
    }

    private static NodeMetricStatus status(String time) {
        return new NodeMetricStatus(time, null, List.of(), List.of(), null, null, Map.of());
    }

    private static String assertRefused(ObjectNode document, String path) {
        KubernetesClientException refusal = catchThrowableOfType(
                KubernetesClientException.class,
                () -> client().resource(generic(document)).create());
        assertThat(refusal).as(document.toString()).isNotNull();
        assertThat(refusal.getCode()).isEqualTo(UNPROCESSABLE);
        assertThat(refusal.getMessage()).contains(path);
        return String.valueOf(refusal.getMessage());
    }

    private static GenericKubernetesResource resource(String sample) {
        return generic(Samples.read(sample + ".yaml"));
    }

    private static GenericKubernetesResource generic(ObjectNode document) {
        return client().getKubernetesSerialization().unmarshal(document.toString(), GenericKubernetesResource.class);
    }
}
