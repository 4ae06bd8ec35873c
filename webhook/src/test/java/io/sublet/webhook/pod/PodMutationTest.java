package io.sublet.webhook.pod;

import static io.sublet.webhook.Trees.object;
import static io.sublet.webhook.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.pod.QosClass;
import io.sublet.webhook.FakeCluster;
import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.PriorityLevel;
import io.sublet.webhook.profile.Probability;
import io.sublet.webhook.profile.Profile;
import io.sublet.webhook.profile.Profile.Changes;
import io.sublet.webhook.profile.Profile.KeyChanges;
import io.sublet.webhook.profile.Profile.Resources;
import io.sublet.webhook.profile.Profile.Scope;
import io.sublet.webhook.profile.Profile.Standing;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Route;
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

class PodMutationTest {
    private static final String POD = "{metadata:{},spec:{containers:[{name:'c',resources:{requests:{cpu:'1'}}}]}}";

    /** One profile for namespaces with {@code env=test}; the namespace {@code test} has it, {@code broken} fails. */
    private static final class Cluster extends FakeCluster {
        Cluster() {
            LabelQuery query = new LabelQuery(List.of(new In("env", Set.of("test"))));
            Standing standing = new Standing(Optional.of(QosClass.BE), Optional.of("koord-batch"), OptionalInt.empty());
            profiles = List.of(new Profile(
                    "batch",
                    new Scope(query, LabelQuery.EVERYTHING, Probability.ALWAYS),
                    new Changes(KeyChanges.NONE, KeyChanges.NONE, Optional.empty(), standing, Optional.empty()),
                    Resources.TRANSLATED));
            priorityLevels = Map.of("koord-batch", new PriorityLevel("koord-batch", 5000, "PreemptLowerPriority"));
            namespaces.put("test", Map.of("env", "test"));
            namespaces.put("other", Map.of());
        }

        @Override
        public Optional<Map<String, String>> namespaceLabels(String namespace) {
            if (namespace.equals("broken")) {
                throw new IllegalStateException("no connection");
            }
            return super.namespaceLabels(namespace);
        }
    }

    private final Cluster cluster = new Cluster();
    private final Route route = new Route("/mutate-pod", new PodMutation(false, PinMarking.OFF, () -> 0));

    private static String body(String namespace, String object, String more) {
        return tree("{apiVersion:'admission.k8s.io/v1',kind:'AdmissionReview',request:{uid:'u-1',operation:'CREATE',"
                        + "resource:{group:'',version:'v1',resource:'pods'},namespace:'" + namespace + "'" + more
                        + ",object:" + object + "}}")
                .toString();
    }

    private Answer answer(String body) {
        return Review.read(body.getBytes(StandardCharsets.UTF_8))
                .valid()
                .map(review -> route.answer(review, cluster))
                .orElseThrow();
    }

    private static JsonNode response(Answer answer) {
        JsonNode response = tree(new String(answer.encoded("u-1").review(), StandardCharsets.UTF_8))
                .path("response");
        assertThat(response.path("allowed").asBoolean()).isTrue();
        return response;
    }

    @Test
    void aChangedPodComesBackAsAPatchWithWarningsThatNameTheProfile() {
        Answer answer = answer(body("test", POD, ""));
        JsonNode response = response(answer);

        assertThat(answer.result()).isEqualTo(Answer.Result.CHANGED);
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
        byte[] sent = Base64.getDecoder().decode(response.path("patch").asText());
        JsonNode patch = tree(new String(sent, StandardCharsets.UTF_8));
        assertThat(answer.encoded("u-1").patchSize()).isEqualTo(sent.length);
        assertThat(patch.path(0).path("path").asText()).isEqualTo("/metadata/annotations");
        assertThat(response.path("warnings"))
                .isEqualTo(tree(
                        "['sublet: profile batch applied (BE, koord-batch); cpu and memory became batch resources']"));
        assertThat(response.path("auditAnnotations").path("decision").asText()).contains("ProfileApplied");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",subResource:'status'",
                ",operation:'UPDATE',oldObject:{}",
                ",resource:{group:'apps',resource:'pods'}"
            })
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

    @Test
    void whatDoesNotMatchIsNeitherCountedNorAudited() {
        Answer answer = answer(body("other", POD, ""));

        assertThat(answer.reasons().stream().map(r -> r.code()))
                .contains(PodReason.NoProfileMatches)
                .doesNotContain(PodReason.NamespaceNotSelected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"broken", "unknown"})
    void aPodWhoseNamespaceCannotBeKnownGoesOnUnchangedWithAWarning(String namespace) {
        Answer answer = answer(body(namespace, POD, ""));

        assertThat(answer.result()).isEqualTo(Answer.Result.FAILED_OPEN);
        assertThat(response(answer).has("patch")).isFalse();
        assertThat(response(answer).path("warnings").path(0).asText()).contains("admitted without being looked at");
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
}
