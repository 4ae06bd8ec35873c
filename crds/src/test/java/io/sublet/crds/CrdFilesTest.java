package io.sublet.crds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CrdFilesTest {
    /** Words of a structural schema. Anything else is a slip, such as a comma in unquoted text. */
    private static final Set<String> SCHEMA_WORDS = Set.of(
            "additionalProperties",
            "anyOf",
            "default",
            "description",
            "enum",
            "format",
            "items",
            "maxItems",
            "maxLength",
            "maxProperties",
            "maximum",
            "minItems",
            "minLength",
            "minProperties",
            "minimum",
            "pattern",
            "properties",
            "required",
            "type",
            "x-kubernetes-int-or-string",
            "x-kubernetes-list-map-keys",
            "x-kubernetes-list-type",
            "x-kubernetes-map-type",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-validations");

    static List<String> names() {
        return CrdFiles.names();
    }

    @Test
    void listsEveryFileOfTheFolder() throws URISyntaxException {
        File folder = new File(
                Objects.requireNonNull(CrdFiles.class.getResource("/crds")).toURI());
        assertThat(CrdFiles.names()).isSorted().containsExactlyInAnyOrder(Objects.requireNonNull(folder.list()));
    }

    @Test
    void saysWhichFilesThereAreWhenOneIsNot() {
        assertThatThrownBy(() -> CrdFiles.open("pods.yaml"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pods.yaml")
                .hasMessageContaining("slo.koordinator.sh_nodeslos.yaml");
    }

    @ParameterizedTest
    @MethodSource("names")
    void fileHoldsTheDefinitionThatItsNameSays(String name) {
        JsonNode definition = Schema.definition(name);
        String group = definition.at("/spec/group").asText();
        String plural = definition.at("/spec/names/plural").asText();
        assertThat(definition.path("kind").asText()).isEqualTo("CustomResourceDefinition");
        assertThat(definition.at("/metadata/name").asText()).isEqualTo(plural + "." + group);
        assertThat(name).isEqualTo(group + "_" + plural + ".yaml");
        assertThat(definition.at("/spec/scope").asText()).isEqualTo("Cluster");
    }

    @ParameterizedTest
    @MethodSource("names")
    void schemaUsesOnlyWordsOfASchema(String name) {
        for (JsonNode version : Schema.definition(name).at("/spec/versions")) {
            new Schema(version.at("/schema/openAPIV3Schema"))
                    .paths(schema -> false)
                    .forEach((path, schema) -> {
                        Set<String> strange = new TreeSet<>();
                        schema.fieldNames().forEachRemaining(strange::add);
                        strange.removeAll(SCHEMA_WORDS);
                        assertThat(strange).as(path).isEmpty();
                    });
        }
    }
}
