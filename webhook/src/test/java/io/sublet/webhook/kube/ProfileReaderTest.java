package io.sublet.webhook.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.sublet.crds.clustercolocationprofile.ClusterColocationProfile;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.profile.CpuVariable;
import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.Probability;
import io.sublet.webhook.profile.Profile;
import io.sublet.webhook.profile.Profile.Resources;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileReaderTest {
    private static Parsed<Profile> read(String metadata, String spec) {
        return ProfileReader.read(Serialization.unmarshal(
                "apiVersion: config.koordinator.sh/v1alpha1\nkind: ClusterColocationProfile\nmetadata: {name: p"
                        + metadata + "}\n" + spec,
                ClusterColocationProfile.class));
    }

    private static Profile valid(String spec) {
        return read("", "spec: " + spec).valid().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{qosClass: BE}", "{namespaceSelector: {}, selector: {}}", "{selector: {matchLabels: {}}}"})
    void absentAndEmptySelectorsMatchEverything(String spec) {
        Profile profile = valid(spec);

        assertThat(profile.scope().namespaces().isEverything()).isTrue();
        assertThat(profile.scope().pods().isEverything()).isTrue();
        assertThat(profile.scope().probability()).isEqualTo(Probability.ALWAYS);
        assertThat(profile.resources()).isEqualTo(Resources.TRANSLATED);
    }

    @ParameterizedTest(name = "{0} on {1} is {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "{matchLabels: {a: x}}; x; true",
                "{matchLabels: {a: x}}; y; false",
                "{matchExpressions: [{key: a, operator: In, values: [x, z]}]}; x; true",
                "{matchExpressions: [{key: a, operator: In, values: [x, z]}]}; y; false",
                "{matchExpressions: [{key: a, operator: NotIn, values: [x]}]}; y; true",
                "{matchExpressions: [{key: b, operator: NotIn, values: [x]}]}; x; true",
                "{matchExpressions: [{key: a, operator: Exists}]}; y; true",
                "{matchExpressions: [{key: a, operator: DoesNotExist}]}; y; false",
                "{matchLabels: {a: x}, matchExpressions: [{key: b, operator: Exists}]}; x; false"
            })
    void selectorsReadAsKubernetesReadsThem(String selector, String value, boolean matches) {
        LabelQuery query = valid("{selector: " + selector + "}").scope().pods();

        assertThat(query.matches(Map.of("a", value))).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "'\"30%\"', 30", "0, 0", "150, 150", "-1, -1"})
    void probabilityIsAnIntegerOrAPercentage(String text, int percent) {
        assertThat(valid("{probability: " + text + "}").scope().probability()).isEqualTo(new Probability(percent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{selector: {matchExpressions: [{key: a, operator: Gt, values: ['1']}]}}",
                "{selector: {matchExpressions: [{key: a, operator: In}]}}",
                "{namespaceSelector: {matchExpressions: [{key: a, operator: Exists, values: [x]}]}}",
                "{probability: half}",
                "{probability: '50'}",
                "{qosClass: Guaranteed}",
                "{patch: [1]}"
            })
    void aProfileWithAnyFlawIsInvalidAsAWhole(String spec) {
        assertThat(read("", "spec: " + spec)).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void aProfileWithoutASpecIsInvalid() {
        assertThat(read("", "")).isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "true; JAVA_TOOL_OPTIONS GOMAXPROCS OMP_NUM_THREADS DOTNET_PROCESSOR_COUNT PYTHON_CPU_COUNT RAYON_NUM_THREADS",
                "false; ''",
                "GOMAXPROCS; GOMAXPROCS",
                "OMP_NUM_THREADS, JAVA_TOOL_OPTIONS; JAVA_TOOL_OPTIONS OMP_NUM_THREADS"
            })
    void theAnnotationNamesTheVariablesThatTellTheCpuCount(String text, String variables) {
        Profile profile = read(", annotations: {sublet.io/inject-cpu-env: \"" + text + "\"}", "spec: {qosClass: BE}")
                .valid()
                .orElseThrow();

        assertThat(profile.resources().toldBy().stream().map(CpuVariable::name).collect(Collectors.joining(" ")))
                .isEqualTo(variables);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "PATH", "GOMAXPROCS,", "True"})
    void aProfileThatTellsTheCpuCountByAnUnknownVariableIsInvalid(String text) {
        assertThat(read(", annotations: {sublet.io/inject-cpu-env: \"" + text + "\"}", "spec: {qosClass: BE}"))
                .isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void thePresenceOfTheAnnotationKeepsResourcesWhateverItSays() {
        Profile profile = read(
                        ", annotations: {config.koordinator.sh/skip-update-resources: \"false\"}",
                        "spec: {labels: {a: b}}")
                .valid()
                .orElseThrow();

        assertThat(profile.resources().kept()).isTrue();
    }
}
