package io.sublet.webhook.pod;

import static io.sublet.webhook.Trees.object;
import static io.sublet.webhook.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.webhook.FakeCluster;
import io.sublet.webhook.pod.rule.RuleLevels;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.Answer.Result;
import io.sublet.webhook.review.Review;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodValidationTest {
    private static final String WRONG =
            "{metadata:{labels:{'koordinator.sh/qosClass':'BE','koordinator.sh/priority':'x'}},"
                    + "spec:{priority:9500,containers:[{name:'c',resources:{requests:{'kubernetes.io/mid-cpu':'2',"
                    + "'kubernetes.io/mid-memory':'2'},limits:{'kubernetes.io/mid-cpu':'1'}}}]}}";
    private static final String RIGHT = "{metadata:{},spec:{priority:0,containers:[{name:'c'}]}}";

    private final PodValidation validation = new PodValidation(RuleLevels.NORMAL);

    private Answer review(String operation, String object, String oldObject, String more) {
        ObjectNode body = object("{apiVersion:'admission.k8s.io/v1',kind:'AdmissionReview',request:{uid:'u-1',"
                + "operation:'" + operation + "',resource:{group:'',version:'v1',resource:'pods'},"
                + "kind:{group:'',version:'v1',kind:'Pod'},name:'p',namespace:'n',object:" + object + ",oldObject:"
                + oldObject + more + "}}");
        Review review = Review.read(body.toString().getBytes(StandardCharsets.UTF_8))
                .valid()
                .orElseThrow();
        return validation.review(review, new FakeCluster());
    }

    @Test
    void aRefusalNamesEveryFieldAndCarriesTheWarningsBeside() {
        Answer answer = review("CREATE", WRONG, "null", "");
        JsonNode response = tree(new String(answer.encoded("u-1").review(), StandardCharsets.UTF_8))
                .path("response");

        assertThat(response.path("allowed").asBoolean()).isFalse();
        assertThat(response.at("/status/message").asText())
                .contains("metadata.labels[koordinator.sh/qosClass]: Forbidden: koordinator.sh/qosClass=BE and priority"
                        + " class koord-prod")
                .contains("; spec.containers[0].resources.requests[kubernetes.io/mid-cpu]: Invalid value: \"2\"");
        assertThat(response.at("/status/details/causes")).hasSize(2);
        assertThat(response.path("warnings"))
                .hasSize(2)
                .allSatisfy(warning ->
                        assertThat(warning.asText()).startsWith("sublet: ").hasSizeLessThanOrEqualTo(256));
    }

    @Test
    void aPodThatBreaksNoRulePassesWithoutAWord() {
        Answer answer = review("CREATE", RIGHT, "null", "");

        assertThat(answer.result()).isEqualTo(Result.UNCHANGED);
        assertThat(answer.warnings()).isEmpty();
    }

    @Test
    void anUpdateIsComparedWithWhatIsStored() {
        assertThat(review("UPDATE", WRONG, WRONG, "").result()).isEqualTo(Result.UNCHANGED);
        assertThat(review("UPDATE", WRONG, RIGHT, "").result()).isEqualTo(Result.DENIED);
        assertThat(review("UPDATE", WRONG, RIGHT, ",subResource:'resize'").result())
                .isEqualTo(Result.DENIED);
    }

    @Test
    void aPodOnItsWayOutIsLetGo() {
        ObjectNode leaving = object(WRONG);
        leaving.withObject("/metadata").put("deletionTimestamp", "2026-11-23T00:00:00Z");

        assertThat(review("UPDATE", leaving.toString(), RIGHT, "").result()).isEqualTo(Result.UNCHANGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {",subResource:'status'", ",subResource:'ephemeralcontainers'", ",operation:'DELETE'"})
    void whatCannotBreakARuleIsNotLookedAt(String more) {
        assertThat(review("UPDATE", WRONG, RIGHT, more)).isEqualTo(Answer.unrelated());
    }

    @Test
    void podsThatANodeNeedsAreLetThrough() {
        ObjectNode pod = object(WRONG);
        pod.withArray("/metadata/ownerReferences").add(tree("{kind:'DaemonSet',name:'d',controller:true}"));

        assertThat(review("CREATE", pod.toString(), "null", "").result()).isEqualTo(Result.UNCHANGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{spec:{containers:7}}", "{}", "{spec:{},metadata:{labels:{a:1}}}"})
    void whatIsNoPodPassesWithAWarning(String broken) {
        assertThat(review("CREATE", broken, "null", "").result()).isEqualTo(Result.FAILED_OPEN);
        assertThat(review("UPDATE", RIGHT, broken, "").result()).isEqualTo(Result.FAILED_OPEN);
    }
}
