package io.sublet.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Holds the definitions against lists of fields written by hand from the description of Koordinator's protocol, so that a
 * field that is lost, renamed or retyped here is noticed although no program of ours uses it.
 */
class FieldListTest {
    private static final Pattern QOS_CLASS = Pattern.compile("\\b(lsrClass|lsClass|beClass|systemClass|cgroupRoot)\\b");
    private static final int QOS_CLASSES = 5;

    @ParameterizedTest
    @CsvSource({
        "slo.koordinator.sh_nodemetrics.yaml, v1alpha1, nodemetric.txt",
        "slo.koordinator.sh_nodeslos.yaml, v1alpha1, nodeslo.txt",
        "config.koordinator.sh_clustercolocationprofiles.yaml, v1alpha1, clustercolocationprofile.txt",
        "topology.node.k8s.io_noderesourcetopologies.yaml, v1alpha1, noderesourcetopology-v1alpha1.txt",
        "topology.node.k8s.io_noderesourcetopologies.yaml, v1alpha2, noderesourcetopology-v1alpha2.txt",
        "qos.sublet.io_podqoses.yaml, v1alpha1, podqos.txt"
    })
    void definitionHasExactlyTheFieldsOfTheList(String file, String version, String list) throws IOException {
        assertThat(leaves(Schema.of(file, version))).containsExactlyElementsOf(fields(list));
    }

    @Test
    void everyQosClassHasTheSameSettings() {
        JsonNode strategy = Schema.of("slo.koordinator.sh_nodeslos.yaml", "v1alpha1")
                .root()
                .at("/properties/spec/properties/resourceQOSStrategy/properties");
        List<JsonNode> settings = new ArrayList<>();
        strategy.properties().stream()
                .filter(field -> QOS_CLASS.matcher(field.getKey()).matches())
                .forEach(field -> settings.add(field.getValue().get("properties")));
        assertThat(settings).hasSize(QOS_CLASSES).allMatch(settings.getFirst()::equals);
    }

    /** Leaves as lines of the list. The five QoS classes are written as one, a resource map and a selector as a type. */
    private static Set<String> leaves(Schema schema) {
        TreeSet<String> lines = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry :
                schema.paths(FieldListTest::isNamedType).entrySet()) {
            JsonNode field = entry.getValue();
            if (isNamedType(field) || !hasChildren(field)) {
                Matcher qosClass = QOS_CLASS.matcher(entry.getKey());
                lines.add(qosClass.replaceFirst("<class>") + " " + describe(field));
            }
        }
        return lines;
    }

    private static boolean hasChildren(JsonNode schema) {
        return schema.has("properties")
                || schema.has("items")
                || schema.path("additionalProperties").isObject();
    }

    private static boolean isNamedType(JsonNode schema) {
        return schema.at("/properties/devices").isObject()
                || schema.at("/properties/matchExpressions").isObject();
    }

    private static String describe(JsonNode schema) {
        if (schema.at("/properties/devices").isObject()) {
            return "ResourceMap";
        }
        if (schema.at("/properties/matchExpressions").isObject()) {
            return "LabelSelector";
        }
        StringBuilder text = new StringBuilder(Schema.typeOf(schema));
        if (schema.has("format")) {
            text.append(' ').append(schema.get("format").asText());
        }
        if (schema.has("minimum") || schema.has("maximum")) {
            text.append(' ').append(schema.path("minimum").asText()).append("..");
            text.append(schema.path("maximum").asText());
        }
        if (schema.has("enum")) {
            List<String> values = new ArrayList<>();
            schema.get("enum").forEach(value -> values.add(value.asText()));
            text.append(' ').append(String.join("|", values));
        }
        if (schema.has("default")) {
            text.append(" default ").append(schema.get("default").asText());
        }
        if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            text.append(" free");
        }
        return text.toString();
    }

    private static Set<String> fields(String list) throws IOException {
        try (InputStream stream = Objects.requireNonNull(FieldListTest.class.getResourceAsStream("/fields/" + list))) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            TreeSet<String> lines =
                    new TreeSet<>(text.lines().map(String::strip).toList());
            lines.removeIf(line -> line.isEmpty() || line.startsWith("#"));
            return lines;
        }
    }
}
