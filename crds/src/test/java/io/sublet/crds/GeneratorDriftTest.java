package io.sublet.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.sublet.crds.clustercolocationprofile.ClusterColocationProfile;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.crds.noderesourcetopology.NodeResourceTopology;
import io.sublet.crds.nodeslo.NodeSLO;
import io.sublet.crds.podqos.PodQoS;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The typed classes have the fields of the definitions, with the same types. */
class GeneratorDriftTest {
    private static final Map<String, Class<? extends HasMetadata>> CLASSES = Map.of(
            "slo.koordinator.sh_nodemetrics.yaml", NodeMetric.class,
            "slo.koordinator.sh_nodeslos.yaml", NodeSLO.class,
            "config.koordinator.sh_clustercolocationprofiles.yaml", ClusterColocationProfile.class,
            "topology.node.k8s.io_noderesourcetopologies.yaml", NodeResourceTopology.class,
            "qos.sublet.io_podqoses.yaml", PodQoS.class);

    private static final Pattern FREE_FORM = Pattern.compile("\\b(devices\\[]|extensions|strategy)\\{} ");

    @TempDir
    Path folder;

    static List<String> names() {
        return CrdFiles.names();
    }

    @Test
    void everyDefinitionHasAClass() {
        assertThat(CLASSES.keySet()).isEqualTo(Set.copyOf(CrdFiles.names()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void classHasTheNamesOfItsDefinition(String file) throws IOException {
        JsonNode ours = Schema.definition(file);
        JsonNode generated = generated(file);
        for (String pointer :
                List.of("/metadata/name", "/spec/group", "/spec/scope", "/spec/names/kind", "/spec/names/singular")) {
            assertThat(generated.at(pointer)).as(pointer).isEqualTo(ours.at(pointer));
        }
        assertThat(generated.at("/spec/names/shortNames")).isEqualTo(ours.at("/spec/names/shortNames"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void classHasTheFieldsOfItsDefinition(String file) throws IOException {
        Schema generated = new Schema(generated(file).at("/spec/versions/0/schema/openAPIV3Schema"));
        Set<String> expected = types(Schema.of(file, "v1alpha1"));
        // Passed through as it comes: nothing here works on single devices.
        expected.removeIf(line -> line.contains("devices[]."));
        Set<String> actual = types(generated);
        if (file.startsWith("topology")) {
            // The generator gives every resource a spec and a status; this kind has none.
            actual.removeAll(Set.of("spec object", "status object"));
        }
        assertThat(minus(actual, expected)).as("in the class only").isEmpty();
        assertThat(minus(expected, actual)).as("in the definition only").isEmpty();
    }

    private static Set<String> minus(Set<String> some, Set<String> others) {
        Set<String> rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    /** Path and type by line. The generator knows no quantities, and takes free-form objects for maps. */
    private static Set<String> types(Schema schema) {
        Set<String> lines = new TreeSet<>();
        schema.paths(field -> false).forEach((path, field) -> {
            String type = Schema.typeOf(field);
            lines.add(path + " " + (type.equals("quantity") ? "int-or-string" : type));
        });
        lines.removeIf(FREE_FORM.asPredicate());
        return lines;
    }

    private JsonNode generated(String file) throws IOException {
        Class<? extends HasMetadata> type = CLASSES.get(file);
        assertThat(type).as(file).isNotNull();
        new CRDGenerator()
                .forCRDVersions("v1")
                .customResourceClasses(List.of(type))
                .inOutputDir(folder.toFile())
                .generate();
        try (var files = Files.list(folder)) {
            return Schema.parse(Files.readString(files.findFirst().orElseThrow()));
        }
    }
}
