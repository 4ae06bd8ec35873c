package io.sublet.webhook.review;

import static io.sublet.webhook.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.protocol.Parsed;
import io.sublet.webhook.review.Review.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewTest {
    private static Parsed<Review> read(String body) {
        return Review.read(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Parsed<Review> request(String members) {
        return read(tree("{apiVersion:'admission.k8s.io/v1',kind:'AdmissionReview',request:{uid:'u'" + members + "}}")
                .toString());
    }

    @Test
    void aReviewSaysWhatIsDoneToWhatByWhom() {
        Review review = request(",operation:'UPDATE',resource:{group:'',version:'v1',resource:'nodes'},"
                        + "subResource:'status',kind:{kind:'Node'},name:'n1',userInfo:{username:'system:node:n1'},"
                        + "object:{a:1},oldObject:{a:2}")
                .valid()
                .orElseThrow();

        assertThat(review.isAbout(Operation.UPDATE, "", "nodes/status")).isTrue();
        assertThat(review.isAbout(Operation.UPDATE, "", "nodes")).isFalse();
        assertThat(review.isAbout(Operation.CREATE, "", "nodes/status")).isFalse();
        assertThat(review.isAbout(Operation.UPDATE, "apps", "nodes/status")).isFalse();
        assertThat(review.target().name()).isEqualTo("n1");
        assertThat(review.user()).isEqualTo("system:node:n1");
        assertThat(review.object().path("a").asInt()).isEqualTo(1);
        assertThat(review.oldObject().path("a").asInt()).isEqualTo(2);
    }

    @Test
    void aDeletionHasAnOldObjectOnly() {
        Review review = request(",operation:'DELETE',object:null,oldObject:{a:2}")
                .valid()
                .orElseThrow();

        assertThat(review.operation()).isEqualTo(Operation.DELETE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",operation:'CREATE'",
                ",operation:'CREATE',object:7",
                ",operation:'UPDATE',object:{}",
                ",operation:'DELETE',object:{}",
                ",uid:''"
            })
    void aReviewWithoutWhatItIsAboutIsInvalid(String members) {
        assertThat(request(members)).isInstanceOf(Parsed.Invalid.class);
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
        assertThat(read(body)).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void deepNestingIsInvalidAndNoCrash() {
        assertThat(read("[".repeat(200_000))).isInstanceOf(Parsed.Invalid.class);
    }

    @Test
    void twoRoutesForOnePathAreABug() {
        Route route = new Route("/a", (review, cluster) -> Answer.unrelated());

        assertThatThrownBy(() -> new Routes(List.of(route, route), List.of()))
                .isInstanceOf(IllegalStateException.class);
    }
}
