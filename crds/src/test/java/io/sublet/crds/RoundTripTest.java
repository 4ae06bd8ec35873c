package io.sublet.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.crds.clustercolocationprofile.ClusterColocationProfile;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.crds.noderesourcetopology.NodeResourceTopology;
import io.sublet.crds.nodeslo.NodeSLO;
import io.sublet.crds.podqos.PodQoS;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading a document into its class and writing it again changes nothing, whatever newer versions have put into it. */
class RoundTripTest {
    private final KubernetesSerialization json = new KubernetesSerialization();

    static Stream<Arguments> samples() {
        return Stream.of(
                Arguments.of("nodemetric.yaml", NodeMetric.class),
                Arguments.of("nodeslo.yaml", NodeSLO.class),
                Arguments.of("clustercolocationprofile.yaml", ClusterColocationProfile.class),
                Arguments.of("noderesourcetopology.yaml", NodeResourceTopology.class),
                Arguments.of("podqos.yaml", PodQoS.class));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void documentIsTheSameAfterwards(String sample, Class<? extends HasMetadata> type) {
        ObjectNode document = Samples.read(sample);
        assertThat(roundTrip(document, type)).isEqualTo(document);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void unknownFieldsSurviveAtEveryLevel(String sample, Class<? extends HasMetadata> type) {
        ObjectNode document = Samples.read(sample);
        document.properties().stream()
                .filter(field -> !field.getKey().equals("metadata"))
                .forEach(field -> addUnknownFields(field.getValue()));
        assertThat(document.toString()).contains("fromTheFuture");
        assertThat(roundTrip(document, type)).isEqualTo(document);
    }

    @Test
    void absentPartsStayAbsent() {
        NodeMetric metric = json.unmarshal(
                "{\"apiVersion\":\"slo.koordinator.sh/v1alpha1\",\"kind\":\"NodeMetric\"}", NodeMetric.class);
        assertThat(metric.getSpec()).isNull();
        assertThat(metric.getStatus()).isNull();
    }

    @Test
    void noAllowedActionsAreNotTheSameAsNoneGiven() {
        ObjectNode document = Samples.read("podqos.yaml");
        ((ObjectNode) document.get("spec")).putArray("allowedActions");
        assertThat(roundTrip(document, PodQoS.class)).isEqualTo(document);
        ((ObjectNode) document.get("spec")).remove("allowedActions");
        assertThat(roundTrip(document, PodQoS.class)).isEqualTo(document);
    }

    private JsonNode roundTrip(JsonNode document, Class<? extends HasMetadata> type) {
        HasMetadata resource = json.unmarshal(document.toString(), type);
        return json.unmarshal(json.asJson(resource), JsonNode.class);
    }

    /** In every object of our own; what Kubernetes types and maps of quantities or text hold is not ours. */
    private static void addUnknownFields(JsonNode node) {
        if (node instanceof ArrayNode array) {
            array.forEach(RoundTripTest::addUnknownFields);
        }
        if (node instanceof ObjectNode object && isOpen(object)) {
            object.forEach(RoundTripTest::addUnknownFields);
            object.putObject("fromTheFuture")
                    .putArray("values")
                    .add(1)
                    .add("two")
                    .addNull();
        }
    }

    private static boolean isOpen(ObjectNode object) {
        boolean mapOfAmounts = object.path("cpu").isValueNode() || object.has("koordinator.sh/gpu-core");
        boolean aggregations = object.has("avg");
        boolean texts = object.has("team");
        boolean kubernetes = object.has("matchLabels") || object.has("matchExpressions");
        return !mapOfAmounts && !aggregations && !texts && !kubernetes;
    }
}
