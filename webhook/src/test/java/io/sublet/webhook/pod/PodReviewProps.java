package io.sublet.webhook.pod;

import static io.sublet.webhook.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.Cases;
import io.sublet.webhook.FakeCluster;
import io.sublet.webhook.patch.PatchedTree;
import io.sublet.webhook.pod.rule.PodRules;
import io.sublet.webhook.pod.rule.RuleLevels;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.Answer.Result;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.review.Review;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes in, bytes out, a hundred thousand cases in all. */
class PodReviewProps {
    private static final PodValidation VALIDATION = new PodValidation(RuleLevels.NORMAL);

    private static FakeCluster cluster(MutationContext context) {
        FakeCluster cluster = new FakeCluster();
        cluster.profiles = context.profiles();
        cluster.priorityLevels = context.priorityLevels();
        cluster.namespaces.put("test", context.namespaceLabels());
        return cluster;
    }

    @Test
    void whateverIsSentIsAnsweredAndNoReviewerThrows() {
        Cases.check("whatever is sent is answered", 85_000, random -> {
            byte[] body = RandomReviews.bytes(RandomReviews.review(random), random);
            if (!(Review.read(body) instanceof Parsed.Valid<Review>(Review review))) {
                return;
            }
            FakeCluster cluster = cluster(RandomPods.context(random));
            int draw = random.nextInt(100);
            PodMutation mutation = new PodMutation(false, RandomPods.marking(random), () -> draw);
            Answer changed = mutation.review(review, cluster);
            assertThat(changed.denial()).isEmpty();
            assertWellFormed(changed, review.uid());
            assertWellFormed(VALIDATION.review(review, cluster), review.uid());
            if (changed.result() == Result.CHANGED) {
                assertFixedPoint(review, changed, mutation, cluster);
            }
        });
    }

    private static void assertWellFormed(Answer answer, String uid) {
        JsonNode sent = tree(new String(answer.encoded(uid).review(), StandardCharsets.UTF_8));
        JsonNode response = sent.path("response");
        boolean isRight = response.path("uid").asText().equals(uid)
                && response.path("allowed").isBoolean()
                && response.has("patch") == response.has("patchType");
        int total = 0;
        for (JsonNode warning : response.path("warnings")) {
            String text = warning.asText();
            isRight &= text.length() <= 256 && text.chars().allMatch(c -> c >= ' ' && c <= '~');
            total += text.length();
        }
        assertThat(isRight && total <= 4096).as("%s", sent).isTrue();
    }

    /** Applied by other code than made it, the patch gives a pod that the same review leaves as it is. */
    private static void assertFixedPoint(Review review, Answer answer, PodMutation mutation, FakeCluster cluster) {
        JsonNode before = review.object().deepCopy();
        JsonNode once = PatchedTree.of(before, answer.patch());
        Review again = new Review(
                review.uid(),
                review.operation(),
                review.target(),
                review.user(),
                review.isDryRun(),
                once,
                review.oldObject());
        assertThat(review.object()).isEqualTo(before);
        assertThat(once).isNotEqualTo(before);
        assertThat(mutation.review(again, cluster).patch()).isEmpty();
    }

    @Test
    void podsThatNoProfileSelectsAreNeverChanged() {
        Cases.check("pods that no profile selects are never changed", 5_000, random -> {
            ObjectNode review = RandomReviews.review(random);
            if (!(PodDraft.of(review.at("/request/object")) instanceof Parsed.Valid<PodDraft>(PodDraft pod))) {
                return;
            }
            MutationContext context = Profiles.context(
                    Profiles.batch("a")
                            .onPods(new Exists("never.example.com/set"))
                            .tellingCpus(),
                    Profiles.batch("b").inNamespaces(new Exists("never.example.com/set")));
            ObjectNode after = PodMutators.run(pod, context).last().tree();

            assertThat(withoutSpecAnnotation(after)).isEqualTo(withoutSpecAnnotation(pod.tree()));
            String text = pod.tree().toString();
            if (!text.contains("kubernetes.io/") && !text.contains(Annotations.EXTENDED_RESOURCE_SPEC)) {
                assertThat(after).isEqualTo(pod.tree());
            }
        });
    }

    /** The annotation is kept up for all pods, as Koordinator does. */
    private static JsonNode withoutSpecAnnotation(ObjectNode pod) {
        ObjectNode copy = pod.deepCopy();
        ObjectNode metadata =
                copy.path("metadata") instanceof ObjectNode present ? present : copy.putObject("metadata");
        ObjectNode annotations = metadata.path("annotations") instanceof ObjectNode present
                ? present
                : metadata.putObject("annotations");
        annotations.remove(Annotations.EXTENDED_RESOURCE_SPEC);
        return copy;
    }

    @Test
    void anUpdateThatChangesNothingIsNeverRefusedNorWarnedAbout() {
        Cases.check("an update that changes nothing passes", 5_000, random -> {
            PodDraft pod = RandomPods.pod(random);

            assertThat(PodRules.check(pod, Optional.of(pod), RuleLevels.NORMAL)).isEmpty();
        });
    }

    @Test
    void whatABatchProfileMakesOfAPlainPodBreaksNoRule() {
        Cases.check("what a batch profile makes of a plain pod breaks no rule", 5_000, random -> {
            PodDraft pod = plain(random);
            PodDraft after =
                    PodMutators.run(pod, Profiles.context(Profiles.batch("a"))).last();

            assertThat(PodRules.check(after, Optional.empty(), RuleLevels.NORMAL).stream()
                            .map(Finding::toString))
                    .isEmpty();
        });
    }

    /** Cpu and memory in good order, as the API server lets it through. */
    private static PodDraft plain(Random random) {
        ObjectNode pod = (ObjectNode) tree("{metadata:{labels:{app:'a'}},spec:{containers:[{name:'c'},{name:'d'}]}}");
        for (JsonNode container : pod.at("/spec/containers")) {
            ObjectNode resources = ((ObjectNode) container).putObject("resources");
            Map<String, String> units = Map.of("cpu", "m", "memory", "Mi");
            units.forEach((name, unit) -> {
                int request = random.nextInt(5000);
                if (random.nextBoolean()) {
                    resources.withObject("/requests").put(name, request + unit);
                }
                if (random.nextBoolean()) {
                    resources.withObject("/limits").put(name, request + random.nextInt(5000) + unit);
                }
            });
        }
        return PodDraft.of(pod).valid().orElseThrow();
    }
}
