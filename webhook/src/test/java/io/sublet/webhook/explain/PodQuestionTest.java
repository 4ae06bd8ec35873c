package io.sublet.webhook.explain;

import static io.sublet.webhook.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.FakeCluster;
import io.sublet.webhook.pod.PinMarking;
import io.sublet.webhook.pod.PodMutation;
import io.sublet.webhook.pod.PodValidation;
import io.sublet.webhook.pod.rule.RuleLevels;
import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.Condition;
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
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Review.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodQuestionTest {
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: p, namespace: jobs, labels: {app: a}}
            spec:
              priorityClassName: koord-batch
              containers:
                - {name: c, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {kubernetes.io/batch-cpu: 500}}}
            """;

    private final FakeCluster cluster = new FakeCluster();
    private final PodQuestion question =
            new PodQuestion(false, PinMarking.OFF, () -> 99, new PodValidation(RuleLevels.NORMAL));

    PodQuestionTest() {
        cluster.priorityLevels = Map.of("koord-batch", new PriorityLevel("koord-batch", 5000, "PreemptLowerPriority"));
        cluster.namespaces.put("jobs", Map.of("env", "test"));
        cluster.namespaces.put("other", Map.of());
        cluster.profiles = List.of(
                profile("batch", new In("env", Set.of("test")), new In("app", Set.of("a", "b")), 100),
                profile("half", new In("env", Set.of("test")), new In("app", Set.of("a")), 50),
                profile("other-app", new In("env", Set.of("test")), new In("app", Set.of("x")), 100));
        cluster.invalidProfiles = Map.of("broken", "spec.patch is not an object");
    }

    private static Profile profile(String name, Condition namespaces, Condition pods, int percent) {
        Standing standing = new Standing(Optional.of(QosClass.BE), Optional.of("koord-batch"), OptionalInt.empty());
        return new Profile(
                name,
                new Scope(new LabelQuery(List.of(namespaces)), new LabelQuery(List.of(pods)), new Probability(percent)),
                new Changes(KeyChanges.NONE, KeyChanges.NONE, Optional.empty(), standing, Optional.empty()),
                Resources.TRANSLATED);
    }

    private Parsed<JsonNode> ask(String document, Map<String, String> parameters) {
        return Document.read(document.getBytes(StandardCharsets.UTF_8))
                .valid()
                .map(tree -> question.answer(tree, parameters, cluster))
                .orElseThrow();
    }

    private static JsonNode asked() {
        return Document.read(POD.getBytes(StandardCharsets.UTF_8)).valid().orElseThrow();
    }

    private static List<String> lines(JsonNode answer) {
        return answer.path("steps").findParents("reason").stream()
                .map(reason -> reason.path("reason").asText() + " "
                        + reason.path("profile").asText("-") + " "
                        + reason.path("unmet").asText("-"))
                .toList();
    }

    @Test
    void everyProfileIsAccountedForAndThePodComesBackChangedAndJudged() {
        JsonNode answer = ask(POD, Map.of()).valid().orElseThrow();

        assertThat(lines(answer))
                .startsWith(
                        "ProfileApplied batch -",
                        "ProfileDrawnOut half -",
                        "PodNotSelected other-app app=x",
                        "ResourcesTranslated - -")
                .endsWith("DecisionsRecorded - -");
        assertThat(answer.path("invalidProfiles")).isEqualTo(tree("{broken:'spec.patch is not an object'}"));
        assertThat(answer.path("namespace").asText()).isEqualTo("jobs");
        assertThat(answer.path("changed").asBoolean()).isTrue();
        assertThat(answer.path("warnings").path(0).asText()).startsWith("profile batch applied (BE, koord-batch)");
        assertThat(answer.at("/pod/spec/priority").asInt()).isEqualTo(5000);
        assertThat(answer.at("/pod/spec/containers/0/resources/requests/kubernetes.io~1batch-cpu")
                        .asText())
                .isEqualTo("1k");
        assertThat(answer.path("refused").asBoolean()).isTrue();
        assertThat(answer.path("findings").findValuesAsText("rule")).containsExactly("RequestAboveLimit");
    }

    @Test
    void thePatchIsThatOfTheReview() {
        JsonNode pod = asked();
        pod.withObject("/spec").put("priority", 5000);
        Review review = new Review(
                "u", Operation.CREATE, new Target("", "pods", "Pod", "jobs", "p"), "", false, pod, tree("null"));
        Answer answer = new PodMutation(false, PinMarking.OFF, () -> 7).review(review, cluster);

        assertThat(ask(pod.toString(), Map.of("draw", "7"))
                        .valid()
                        .orElseThrow()
                        .path("patch"))
                .isEqualTo(answer.patch())
                .isNotEmpty();
    }

    @Test
    void theNamespaceCanBeGivenAndMustBeKnown() {
        JsonNode other = ask(POD, Map.of("namespace", "other")).valid().orElseThrow();

        assertThat(lines(other)).contains("NamespaceNotSelected batch env=test", "NoProfileMatches - -");
        assertThat(other.at("/pod/spec/containers")).isEqualTo(asked().at("/spec/containers"));
        assertThat(ask(POD, Map.of("namespace", "gone"))
                        .valid()
                        .orElseThrow()
                        .path("undecided")
                        .asText())
                .contains("the namespace is not known");
    }

    @Test
    void aPodThatIsLeftAloneSaysWhy() {
        JsonNode answer = ask(
                        "{spec: {priorityClassName: system-node-critical}, metadata: {namespace: jobs}}", Map.of())
                .valid()
                .orElseThrow();

        assertThat(lines(answer)).containsExactly("SystemCriticalPod - -");
    }

    @Test
    void anUpdateIsJudgedAgainstWhatIsStored() {
        String document =
                "{object: {metadata: {labels: {koordinator.sh/qosClass: LS}}, spec: {}}, oldObject: {spec: {}}}";
        JsonNode answer = ask(document, Map.of("operation", "UPDATE")).valid().orElseThrow();

        assertThat(answer.path("findings").findValuesAsText("rule")).containsExactly("QosClassImmutable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{kind: Deployment, spec: {}}; CREATE; this is a Deployment, a Pod is needed",
                "{kind: Pod}; CREATE; spec is not an object",
                "{spec: {}}; UPDATE; for UPDATE the body is",
                "{spec: {}}; DELETE; operation is CREATE or UPDATE",
                "{spec: {}, metadata: {namespace: jobs}}; CREATE&draw=100; draw is 0..99"
            })
    void aQuestionThatCannotBeAnsweredSaysWhatIsWrong(String document, String operation, String why) {
        String[] parts = operation.split("&draw=", -1);
        Map<String, String> parameters =
                parts.length == 1 ? Map.of("operation", parts[0]) : Map.of("operation", parts[0], "draw", parts[1]);

        assertThat(ask(document, parameters))
                .isInstanceOfSatisfying(
                        Parsed.Invalid.class,
                        invalid -> assertThat(invalid.why()).contains(why));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[1]; not an object",
                "{a: 1; neither",
                "'a: 1\n---\nb: 2'; more than one",
                "{\"a\":1} {}; neither",
                "''; not an object"
            })
    void aBodyThatIsNoSingleDocumentIsInvalid(String body, String why) {
        assertThat(Document.read(body.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        Parsed.Invalid.class,
                        invalid -> assertThat(invalid.why()).contains(why));
    }
}
