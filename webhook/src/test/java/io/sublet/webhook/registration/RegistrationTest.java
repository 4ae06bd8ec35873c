package io.sublet.webhook.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sublet.webhook.Trees;
import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegistrationTest {
    private static final String LIMITS = """
            {"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":["kube-system"]}]}""";

    private static final Reach REACH = new Reach(
            new LabelQuery(List.of(new In("colocation", Set.of("yes", "maybe")))),
            List.of(new LabelQuery(List.of(new Exists("batch")))));

    private static ObjectNode configuration(String limits) {
        return Trees.object("""
                {"metadata": {"name": "sublet-webhook", "resourceVersion": "7", "annotations": {%s}},
                 "webhooks": [
                   {"name": "own-batch.webhook.sublet.io", "clientConfig": {}, "namespaceSelector": {}},
                   {"name": "pods.webhook.sublet.io", "clientConfig": {"url": "u", "caBundle": "b2xk"},
                    "namespaceSelector": {"matchLabels": {"a": "b"}}, "unknown": 1,
                    "matchConditions": [{"name": "not-mirror", "expression": "true"}]}]}
                """.formatted(limits));
    }

    private static ObjectNode limited() {
        return configuration("\"webhook.sublet.io/namespace-selector\": " + TextNode.valueOf(LIMITS));
    }

    @Test
    void authoritiesGoIntoEveryWebhook() {
        ObjectNode wanted = Registration.wanted(limited(), Optional.of("new"), Optional.empty());

        assertThat(wanted.at("/webhooks/0/clientConfig").toString()).isEqualTo("{\"caBundle\":\"bmV3\"}");
        assertThat(wanted.at("/webhooks/1/clientConfig").toString()).isEqualTo("{\"url\":\"u\",\"caBundle\":\"bmV3\"}");
        assertThat(wanted.at("/webhooks/1/namespaceSelector/matchLabels/a").asText())
                .isEqualTo("b");
    }

    @Test
    void theReachReplacesTheSelectorWithinTheChartsLimits() {
        ObjectNode wanted = Registration.wanted(limited(), Optional.empty(), Optional.of(REACH));

        assertThat(wanted.at("/webhooks/1/namespaceSelector").toString())
                .isEqualTo("{\"matchExpressions\":[{\"key\":\"kubernetes.io/metadata.name\",\"operator\":\"NotIn\","
                        + "\"values\":[\"kube-system\"]},{\"key\":\"colocation\",\"operator\":\"In\","
                        + "\"values\":[\"maybe\",\"yes\"]}]}");
        assertThat(wanted.at("/webhooks/1/matchConditions").toString())
                .isEqualTo("[{\"name\":\"not-mirror\",\"expression\":\"true\"},{\"name\":\"selected-by-a-profile\","
                        + "\"expression\":\"((has(object.metadata.labels) && 'batch' in object.metadata.labels))\"}]");
        assertThat(wanted.at("/webhooks/0")).isEqualTo(limited().at("/webhooks/0"));
        assertThat(wanted.at("/webhooks/1/unknown").asInt()).isEqualTo(1);
        assertThat(wanted.at("/webhooks/1/clientConfig/caBundle").asText()).isEqualTo("b2xk");
    }

    @Test
    void whatIsAsWantedIsNotWritten() {
        ObjectNode wanted = Registration.wanted(limited(), Optional.of("new"), Optional.of(REACH));

        assertThat(Registration.wanted(wanted, Optional.of("new"), Optional.of(REACH)))
                .isEqualTo(wanted);
        assertThat(Registration.patch(wanted, wanted)).isEmpty();
    }

    @Test
    void aWiderReachTakesBackWhatANarrowerOneWrote() {
        ObjectNode narrow = Registration.wanted(limited(), Optional.empty(), Optional.of(Reach.NOTHING));
        ObjectNode wide = Registration.wanted(
                narrow,
                Optional.empty(),
                Optional.of(new Reach(LabelQuery.EVERYTHING, List.of(LabelQuery.EVERYTHING))));

        assertThat(narrow.at("/webhooks/1/matchConditions/1/expression").asText())
                .isEqualTo("false");
        assertThat(wide.at("/webhooks/1/namespaceSelector")).isEqualTo(Trees.object(LIMITS));
        assertThat(wide.at("/webhooks/1/matchConditions")).hasSize(1);
    }

    @Test
    void withoutReadableLimitsTheReachIsTheCharts() {
        for (String limits : List.of(
                "",
                "\"webhook.sublet.io/namespace-selector\": \"{\"",
                "\"webhook.sublet.io/namespace-selector\": \"1\"")) {
            ObjectNode present = configuration(limits);

            assertThat(Registration.wanted(present, Optional.empty(), Optional.of(REACH)))
                    .isEqualTo(present);
        }
    }

    @Test
    void aPatchHoldsOnlyForTheVersionThatWasSeen() {
        ObjectNode wanted = Registration.wanted(limited(), Optional.of("new"), Optional.empty());

        assertThat(Registration.patch(limited(), wanted).toString())
                .isEqualTo("[{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":\"7\"},"
                        + "{\"op\":\"add\",\"path\":\"/webhooks/0/clientConfig/caBundle\",\"value\":\"bmV3\"},"
                        + "{\"op\":\"replace\",\"path\":\"/webhooks/1/clientConfig/caBundle\",\"value\":\"bmV3\"}]");
    }

    @Test
    void noMoreConditionsAreWrittenThanTheApiServerTakes() {
        ObjectNode present = limited();
        for (int i = 1; i < 64; i++) {
            present.withArray("/webhooks/1/matchConditions")
                    .addObject()
                    .put("name", "own-" + i)
                    .put("expression", "true");
        }

        ObjectNode wanted = Registration.wanted(present, Optional.empty(), Optional.of(REACH));

        assertThat(wanted.at("/webhooks/1/matchConditions")).hasSize(64);
        assertThat(wanted.at("/webhooks/1/matchConditions").toString()).doesNotContain(Registration.CONDITION);
    }
}
