package io.sublet.webhook.review;

import io.sublet.protocol.Parsed;
import io.sublet.webhook.pod.MutationContext;
import io.sublet.webhook.pod.PodDraft;
import io.sublet.webhook.pod.PodMutators;
import io.sublet.webhook.profile.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;

/** Answers one review: gathers what the mutators need, runs them, and lets the pod through whatever happens. */
public final class PodReviewer {
    private static final Logger log = Logger.getLogger(PodReviewer.class);

    private final ClusterView cluster;
    private final boolean keepsResources;
    private final IntSupplier draw;

    /**
     * @param keepsResources no pod's resources are translated
     * @param draw yields 0..99, each equally likely
     */
    public PodReviewer(ClusterView cluster, boolean keepsResources, IntSupplier draw) {
        this.cluster = cluster;
        this.keepsResources = keepsResources;
        this.draw = draw;
    }

    /** Never throws: a bug of ours must not keep a pod from being created. */
    public Answer review(Review review) {
        try {
            return decide(review);
        } catch (RuntimeException | StackOverflowError e) {
            log.errorf(
                    e, "Review failed, pod admitted unchanged uid=%s namespace=%s", review.uid(), review.namespace());
            return Answer.failedOpen(
                    review.uid(), "the webhook failed: " + e.getClass().getSimpleName());
        }
    }

    private Answer decide(Review review) {
        if (!review.createsPod()) {
            return Answer.unrelated(review.uid());
        }
        if (!cluster.isComplete()) {
            return Answer.failedOpen(review.uid(), "the webhook has not read the profiles yet");
        }
        List<Profile> profiles = cluster.profiles();
        Optional<Map<String, String>> labels = namespaceLabels(review.namespace(), profiles);
        if (labels.isEmpty()) {
            return Answer.failedOpen(review.uid(), "its namespace is not known");
        }
        return switch (PodDraft.of(review.object())) {
            case Parsed.Valid<PodDraft>(PodDraft pod) ->
                Answer.of(
                        review.uid(),
                        PodMutators.run(
                                pod,
                                new MutationContext(
                                        profiles, labels.get(), cluster.priorityLevels(), keepsResources, draw)));
            case Parsed.Invalid<PodDraft>(String flaw) -> Answer.failedOpen(review.uid(), "it is no pod: " + flaw);
            case Parsed.Absent<PodDraft>() -> Answer.failedOpen(review.uid(), "it is not there");
        };
    }

    /** Labels are looked up only where a profile asks for some. */
    private Optional<Map<String, String>> namespaceLabels(String namespace, List<Profile> profiles) {
        boolean asked =
                profiles.stream().map(profile -> profile.scope().namespaces()).anyMatch(query -> !query.isEverything());
        return asked ? cluster.namespaceLabels(namespace) : Optional.of(Map.of());
    }
}
