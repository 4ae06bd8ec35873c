package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
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
    private final PinMarking marking;
    private final IntSupplier draw;

    /**
     * @param keepsResources no pod's resources are translated
     * @param marking which pods are marked for the extender
     * @param draw yields 0..99, each equally likely
     */
    public PodMutation(boolean keepsResources, PinMarking marking, IntSupplier draw) {
        this.keepsResources = keepsResources;
        this.marking = marking;
        this.draw = draw;
    }

    @Override
    public Answer review(Review review, ClusterView cluster) {
        if (!review.isAbout(Operation.CREATE, "", "pods")) {
            return Answer.unrelated();
        }
        return switch (decide(review.object(), review.target().namespace(), cluster)) {
            case Decision.Made(Outcome outcome) -> answer(outcome);
            case Decision.Undecided(String why) -> Answer.failedOpen(why);
        };
    }

    /** What becomes of a new pod, or why that cannot be said. */
    public sealed interface Decision {
        record Made(Outcome outcome) implements Decision {}

        record Undecided(String why) implements Decision {}
    }

    /** Decides about a pod that is created in a namespace. */
    public Decision decide(JsonNode object, String namespace, ClusterView cluster) {
        if (!cluster.isComplete()) {
            return new Decision.Undecided("the webhook has not read the profiles yet");
        }
        List<Profile> profiles = cluster.profiles();
        Optional<Map<String, String>> labels = namespaceLabels(namespace, profiles, cluster);
        if (labels.isEmpty()) {
            return new Decision.Undecided("the namespace is not known");
        }
        return switch (PodDraft.of(object)) {
            case Parsed.Valid<PodDraft>(PodDraft pod) ->
                new Decision.Made(PodMutators.run(
                        pod,
                        new MutationContext(
                                profiles, labels.get(), cluster.priorityLevels(), keepsResources, marking, draw)));
            case Parsed.Invalid<PodDraft>(String flaw) -> new Decision.Undecided("it is no pod: " + flaw);
            case Parsed.Absent<PodDraft>() -> new Decision.Undecided("it is not there");
        };
    }

    private static Answer answer(Outcome outcome) {
        List<Reason> reasons = outcome.reasons().stream()
                .filter(reason -> !(reason.code() instanceof PodReason code) || code.isForOperator())
                .toList();
        return Answer.allowed(reasons, outcome.patch(), warnings(outcome));
    }

    /** What whoever creates the pod is told: what was changed, in one sentence, then what went wrong. */
    public static List<String> warnings(Outcome outcome) {
        List<String> warnings = new ArrayList<>();
        ChangeNotice.of(outcome).ifPresent(warnings::add);
        for (Reason reason : outcome.reasons()) {
            if (reason.code() instanceof PodReason code && code.isForUser()) {
                warnings.add(reason.text());
            }
        }
        return warnings;
    }

    /** Labels are looked up only where a profile asks for some. */
    private static Optional<Map<String, String>> namespaceLabels(
            String namespace, List<Profile> profiles, ClusterView cluster) {
        boolean asked =
                profiles.stream().map(profile -> profile.scope().namespaces()).anyMatch(query -> !query.isEverything());
        return asked ? cluster.namespaceLabels(namespace) : Optional.of(Map.of());
    }
}
