package io.sublet.webhook.pod;

import io.sublet.model.reason.Reason;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.pod.PodMutators.Outcome;
import io.sublet.webhook.profile.Profile;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Reviewer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * {@code /mutate-pod}: gathers what the mutators need and runs them on a pod that is created. It changes pods, it never
 * refuses one.
 */
public final class PodMutation implements Reviewer {
    private final boolean keepsResources;
    private final IntSupplier draw;

    /**
     * @param keepsResources no pod's resources are translated
     * @param draw yields 0..99, each equally likely
     */
    public PodMutation(boolean keepsResources, IntSupplier draw) {
        this.keepsResources = keepsResources;
        this.draw = draw;
    }

    @Override
    public Answer review(Review review, ClusterView cluster) {
        if (!review.isAbout(Operation.CREATE, "", "pods")) {
            return Answer.unrelated();
        }
        if (!cluster.isComplete()) {
            return Answer.failedOpen("the webhook has not read the profiles yet");
        }
        List<Profile> profiles = cluster.profiles();
        Optional<Map<String, String>> labels = namespaceLabels(review.target().namespace(), profiles, cluster);
        if (labels.isEmpty()) {
            return Answer.failedOpen("the namespace is not known");
        }
        return switch (PodDraft.of(review.object())) {
            case Parsed.Valid<PodDraft>(PodDraft pod) ->
                answer(PodMutators.run(
                        pod,
                        new MutationContext(profiles, labels.get(), cluster.priorityLevels(), keepsResources, draw)));
            case Parsed.Invalid<PodDraft>(String flaw) -> Answer.failedOpen("it is no pod: " + flaw);
            case Parsed.Absent<PodDraft>() -> Answer.failedOpen("it is not there");
        };
    }

    private static Answer answer(Outcome outcome) {
        List<String> warnings = new ArrayList<>();
        ChangeNotice.of(outcome).ifPresent(warnings::add);
        List<Reason> reasons = new ArrayList<>();
        for (Reason reason : outcome.reasons()) {
            if (reason.code() instanceof PodReason code && code.isForUser()) {
                warnings.add(reason.text());
            }
            if (!(reason.code() instanceof PodReason code) || code.isForOperator()) {
                reasons.add(reason);
            }
        }
        return Answer.allowed(reasons, outcome.patch(), warnings);
    }

    /** Labels are looked up only where a profile asks for some. */
    private static Optional<Map<String, String>> namespaceLabels(
            String namespace, List<Profile> profiles, ClusterView cluster) {
        boolean asked =
                profiles.stream().map(profile -> profile.scope().namespaces()).anyMatch(query -> !query.isEverything());
        return asked ? cluster.namespaceLabels(namespace) : Optional.of(Map.of());
    }
}
