package io.sublet.webhook.review;

import static io.sublet.webhook.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.model.reason.ReasonCode;
import io.sublet.webhook.review.Answer.Result;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Review.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final Review REVIEW = new Review(
            "u-1",
            Operation.UPDATE,
            new Target("", "configmaps", "ConfigMap", "sublet-system", "slo-controller-config"),
            "admin",
            false,
            tree("{}"),
            tree("{}"));

    private enum Flaw implements ReasonCode {
        Wrong,
        Odd;

        @Override
        public String sentence() {
            return "flaw";
        }
    }

    private static JsonNode response(Answer answer) {
        JsonNode review = tree(new String(answer.encoded("u-1").review(), StandardCharsets.UTF_8));
        assertThat(review.path("apiVersion").asText()).isEqualTo("admission.k8s.io/v1");
        assertThat(review.path("kind").asText()).isEqualTo("AdmissionReview");
        assertThat(review.path("response").path("uid").asText()).isEqualTo("u-1");
        return review.path("response");
    }

    @Test
    void aRefusalCarriesEveryCauseOnceAndTheWarningsBeside() {
        Answer answer = Answer.of(
                REVIEW,
                List.of(
                        Finding.deny(Flaw.Wrong, "data.a", "must be 1..2, was 3"),
                        Finding.warn(Flaw.Odd, "data.b", "has no effect"),
                        Finding.deny(Flaw.Wrong, "data.c", "is not JSON")));

        assertThat(answer.result()).isEqualTo(Result.DENIED);
        assertThat(response(answer)).isEqualTo(tree("""
                {uid:'u-1',allowed:false,
                 status:{status:'Failure',code:422,reason:'Invalid',
                  message:'data.a: must be 1..2, was 3; data.c: is not JSON',
                  details:{name:'slo-controller-config',group:'',kind:'ConfigMap',causes:[
                   {reason:'FieldValueInvalid',message:'must be 1..2, was 3',field:'data.a'},
                   {reason:'FieldValueInvalid',message:'is not JSON',field:'data.c'}]}},
                 warnings:['sublet: data.b: has no effect'],
                 auditAnnotations:{decision:'%s'}}""".formatted(
                        "Wrong: flaw field=data.a why=must be 1..2, was 3; Odd: flaw field=data.b why=has no effect; "
                                + "Wrong: flaw field=data.c why=is not JSON")));
    }

    @Test
    void findingsThatOnlyWarnLetTheRequestPass() {
        Answer answer = Answer.of(REVIEW, List.of(Finding.warn(Flaw.Odd, "", "selects everything")));

        assertThat(answer.result()).isEqualTo(Result.UNCHANGED);
        assertThat(response(answer))
                .isEqualTo(tree("{uid:'u-1',allowed:true,warnings:['sublet: selects everything'],"
                        + "auditAnnotations:{decision:'Odd: flaw field= why=selects everything'}}"));
    }

    @Test
    void nothingFoundIsNothingSaid() {
        assertThat(response(Answer.of(REVIEW, List.of()))).isEqualTo(tree("{uid:'u-1',allowed:true}"));
        assertThat(response(Answer.unrelated())).isEqualTo(tree("{uid:'u-1',allowed:true}"));
    }

    @Test
    void warningsArePrintableAndNotTooLongForAHeader() {
        JsonNode warnings =
                response(Answer.failedOpen("\n\u00e9" + "x".repeat(500))).path("warnings");

        assertThat(warnings.path(0).asText())
                .hasSize(256)
                .startsWith("sublet: admitted")
                .contains("??xxx")
                .endsWith("...");
    }

    @Test
    void manyWarningsStayWithinWhatTheApiServerTakes() {
        List<Finding> findings = IntStream.range(0, 100)
                .mapToObj(i -> Finding.warn(Flaw.Odd, "spec.f" + i, "x".repeat(300)))
                .toList();
        JsonNode warnings = response(Answer.of(REVIEW, findings)).path("warnings");

        int length = 0;
        for (JsonNode warning : warnings) {
            length += warning.asText().length();
        }
        assertThat(length).isBetween(3500, 4096);
        assertThat(warnings.path(warnings.size() - 1).asText())
                .isEqualTo("sublet: and " + (101 - warnings.size()) + " more");
    }

    /** A ConfigMap of a megabyte has room for so many; kubectl prints causes, and the log of an API server the message. */
    @Test
    void aRefusalForManyFlawsTellsTheFirstAndHowManyMore() {
        List<Finding> findings = IntStream.range(0, 40_000)
                .mapToObj(i -> Finding.deny(Flaw.Wrong, "data.f" + i, "was " + "x".repeat(1000)))
                .toList();
        Answer answer = Answer.of(REVIEW, findings);
        JsonNode status = response(answer).path("status");
        JsonNode causes = status.path("details").path("causes");

        assertThat(answer.encoded("u-1").review()).hasSizeLessThan(100_000);
        assertThat(status.path("message").asText())
                .startsWith("data.f0: was xxx")
                .contains("…; data.f49: was xxx")
                .endsWith("…; and 39950 more");
        assertThat(causes).hasSize(51);
        assertThat(causes.path(49).path("field").asText()).isEqualTo("data.f49");
        assertThat(causes.path(50)).isEqualTo(tree("{reason:'FieldValueInvalid',message:'and 39950 more'}"));
    }

    @Test
    void asManyAsAreToldAreToldWithoutMore() {
        List<Finding> findings = IntStream.range(0, 50)
                .mapToObj(i -> Finding.deny(Flaw.Wrong, "data.f" + i, "is odd"))
                .toList();
        JsonNode status = response(Answer.of(REVIEW, findings)).path("status");

        assertThat(status.path("message").asText()).endsWith("; data.f49: is odd");
        assertThat(status.path("details").path("causes")).hasSize(50);
    }
}
