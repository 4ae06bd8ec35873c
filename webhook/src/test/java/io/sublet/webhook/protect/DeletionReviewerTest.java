package io.sublet.webhook.protect;

import static io.sublet.webhook.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.webhook.FakeCluster;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.Denial;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Review.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeletionReviewerTest {
    private static Answer delete(String metadata) {
        return review(Operation.DELETE, metadata);
    }

    private static Answer review(Operation operation, String metadata) {
        Target target = new Target("", "namespaces", "Namespace", "", "shop");
        return new DeletionReviewer()
                .review(
                        new Review(
                                "u",
                                operation,
                                target,
                                "ann",
                                false,
                                tree("null"),
                                tree("{metadata:" + metadata + "}")),
                        new FakeCluster());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",annotations:{}", ",annotations:{'sublet.io/allow-deletion':'  '}"})
    void aProtectedObjectStaysAndTheAnswerSaysHowToLiftIt(String annotations) {
        Denial denial = delete("{labels:{'sublet.io/delete-protection':'true'}" + annotations + "}")
                .denial()
                .orElseThrow();

        assertThat(denial.kind()).isEqualTo(Denial.Kind.FORBIDDEN);
        assertThat(denial.message())
                .contains("kubectl annotate namespaces/shop sublet.io/allow-deletion=")
                .contains("kubectl label namespaces/shop sublet.io/delete-protection-");
    }

    @Test
    void anAnnotationThatSaysWhyLetsItGoAndIsNoted() {
        Answer answer = delete("{labels:{'sublet.io/delete-protection':'true'},"
                + "annotations:{'sublet.io/allow-deletion':'moved to shop-2'}}");

        assertThat(answer.denial()).isEmpty();
        assertThat(answer.warnings()).containsExactly("deletion was allowed by annotation: moved to shop-2");
        assertThat(answer.reasons())
                .singleElement()
                .asString()
                .contains("excuse=moved to shop-2")
                .contains("user=ann");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "{labels:null}", "{labels:{'sublet.io/delete-protection':'false'}}"})
    void whatIsNotProtectedGoes(String metadata) {
        assertThat(delete(metadata)).isEqualTo(Answer.unrelated());
    }

    @Test
    void onlyDeletionsAreRefused() {
        assertThat(review(Operation.UPDATE, "{labels:{'sublet.io/delete-protection':'true'}}"))
                .isEqualTo(Answer.unrelated());
    }
}
