package io.sublet.webhook.review;

import static io.sublet.webhook.Trees.object;
import static io.sublet.webhook.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.PriorityLevel;
import io.sublet.webhook.profile.Probability;
import io.sublet.webhook.profile.Profile;
import io.sublet.webhook.profile.Profile.Changes;
import io.sublet.webhook.profile.Profile.KeyChanges;
import io.sublet.webhook.profile.Profile.Scope;
import io.sublet.webhook.profile.Profile.Standing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodReviewerTest {
    private static final String POD = "{metadata:{},spec:{containers:[{name:'c',resources:{requests:{cpu:'1'}}}]}}";

    /** One profile for namespaces with {@code env=test}; the namespace {@code test} has it, {@code broken} fails. */
    private static final class FakeCluster implements ClusterView {
        private boolean complete = true;

        @Override
        public boolean isComplete() {
            return complete;
        }

        @Override
        public List<Profile> profiles() {
            LabelQuery namespaces = new LabelQuery(List.of(new In("env", Set.of("test"))));
            Standing standing = new Standing(Optional.of(QosClass.BE), Optional.of("koord-batch"), OptionalInt.empty());
            return List.of(new Profile(
                    "batch",
                    new Scope(namespaces, LabelQuery.EVERYTHING, Probability.ALWAYS),
                    new Changes(KeyChanges.NONE, KeyChanges.NONE, Optional.empty(), standing, Optional.empty()),
                    false));
        }

        @Override
        public Map<String, PriorityLevel> priorityLevels() {
            return Map.of("koord-batch", new PriorityLevel("koord-batch", 5000, "PreemptLowerPriority"));
        }

        @Override
        public Optional<Map<String, String>> namespaceLabels(String namespace) {
            return switch (namespace) {
                case "broken" -> throw new IllegalStateException("no connection");
                case "unknown" -> Optional.empty();
                case "test" -> Optional.of(Map.of("env", "test"));
                default -> Optional.of(Map.of());
            };
        }
    }

    private final FakeCluster cluster = new FakeCluster();
    private final PodReviewer reviewer = new PodReviewer(cluster, false, () -> 0);

    private static String body(String namespace, String object, String more) {
        return tree("{apiVersion:'admission.k8s.io/v1',kind:'AdmissionReview',request:{uid:'u-1',operation:'CREATE',"
                        + "resource:{group:'',version:'v1',resource:'pods'},namespace:'" + namespace + "'" + more
                        + ",object:" + object + "}}")
                .toString();
    }

    private Answer answer(String body) {
        return Review.read(body.getBytes(StandardCharsets.UTF_8))
                .valid()
                .map(reviewer::review)
                .orElseThrow();
    }

    private static JsonNode response(Answer answer) {
        assertThat(answer.review().path("apiVersion").asText()).isEqualTo("admission.k8s.io/v1");
        assertThat(answer.review().path("kind").asText()).isEqualTo("AdmissionReview");
        JsonNode response = answer.review().path("response");
        assertThat(response.path("uid").asText()).isEqualTo("u-1");
        assertThat(response.path("allowed").asBoolean()).isTrue();
        return response;
    }

    @Test
    void aChangedPodComesBackAsAPatchWithWarningsThatNameTheProfile() throws IOException {
        Answer answer = answer(body("test", POD, ""));
        JsonNode response = response(answer);

        assertThat(answer.result()).isEqualTo(Answer.Result.CHANGED);
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
        JsonNode patch = Review.JSON.readTree(
                Base64.getDecoder().decode(response.path("patch").asText()));
        assertThat(patch.path(0).path("path").asText()).isEqualTo("/metadata/annotations");
        assertThat(response.path("warnings").path(0).asText())
                .contains("profile=batch")
                .contains("BE");
        assertThat(response.path("warnings"))
                .allSatisfy(w -> assertThat(w.asText()).hasSizeLessThanOrEqualTo(120));
        assertThat(response.path("auditAnnotations").path("decision").asText()).contains("ProfileApplied");
    }

    @ParameterizedTest
    @ValueSource(strings = {",subResource:'status'", ",operation:'UPDATE'", ",resource:{group:'apps',resource:'pods'}"})
    void whatIsNotTheCreationOfAPodIsAllowedAsItIs(String more) {
        ObjectNode body = object(body("test", POD, ""));
        ((ObjectNode) body.path("request")).setAll(object("{dryRun:false" + more + "}"));

        assertThat(response(answer(body.toString())).has("patch")).isFalse();
    }

    @Test
    void anUnmatchedPodComesBackWithoutPatchOrWarning() {
        Answer answer = answer(body("other", POD, ",dryRun:true"));

        assertThat(answer.result()).isEqualTo(Answer.Result.UNCHANGED);
        assertThat(response(answer).size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"broken", "unknown"})
    void aPodWhoseNamespaceCannotBeKnownGoesOnUnchangedWithAWarning(String namespace) {
        Answer answer = answer(body(namespace, POD, ""));

        assertThat(answer.result()).isEqualTo(Answer.Result.FAILED_OPEN);
        assertThat(response(answer).has("patch")).isFalse();
        assertThat(response(answer).path("warnings").path(0).asText()).contains("admitted unchanged");
    }

    @Test
    void beforeTheProfilesAreKnownPodsGoOnUnchanged() {
        cluster.complete = false;

        assertThat(answer(body("test", POD, "")).result()).isEqualTo(Answer.Result.FAILED_OPEN);
    }

    @Test
    void aTreeThatIsNoPodGoesOnUnchanged() {
        assertThat(answer(body("test", "{spec:{containers:7}}", "")).result()).isEqualTo(Answer.Result.FAILED_OPEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "null",
                "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1beta1\"}",
                "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{}}",
                "{\"kind\":\"AdmissionReview\",\"kind\":\"AdmissionReview\"}",
                "{} {}"
            })
    void whatIsNoReviewIsInvalid(String body) {
        assertThat(Review.read(body.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void deepNestingIsInvalidAndNoCrash() {
        String deep = "[".repeat(200_000);

        assertThat(Review.read(deep.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Parsed.Invalid.class);
    }
}
