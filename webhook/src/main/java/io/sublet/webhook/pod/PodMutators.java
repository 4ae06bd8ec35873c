package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.sublet.model.reason.Reason;
import io.sublet.webhook.patch.JsonPatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The mutators in their order. Later ones see what earlier ones made of the pod.
 *
 * <p>The whole is idempotent: run on its own result it changes nothing. Where the mutators alone would not be, the
 * decisions about profiles are written into the pod; see {@link ProfileDecisions}. Whether they would be is found out by
 * running them on their own result, where the profiles do not show it themselves.
 */
public final class PodMutators {

    private static final List<PodMutator> IN_ORDER = List.of(
            new ApplyProfiles(),
            new TranslateResources(),
            new TellCpuCount(),
            new MarkPinned(),
            new AttachExtendedResourceSpec());

    /**
     * What became of a pod.
     *
     * @param first as it arrived
     * @param last as it leaves
     * @param results by name of the mutator, in order; empty for a pod that is left alone
     * @param reasons of all steps
     */
    public record Outcome(PodDraft first, PodDraft last, Map<String, MutationResult> results, List<Reason> reasons) {

        /** Whether the pod leaves otherwise than it came. */
        public boolean isChanged() {
            return !first.tree().equals(last.tree());
        }

        /** From the first tree to the last; empty if nothing changed. */
        public ArrayNode patch() {
            return JsonPatch.between(first.tree(), last.tree());
        }
    }

    private PodMutators() {}

    /** Runs all mutators on a pod, unless it is one that is left alone. */
    public static Outcome run(PodDraft pod, MutationContext context) {
        Optional<Reason> alone = PodsLeftAlone.reason(pod);
        if (alone.isPresent()) {
            return new Outcome(pod, pod, Map.of(), List.of(alone.get()));
        }
        Outcome outcome = fold(pod, context);
        ProfileDecisions decided = outcome.last().decisions();
        if (!ApplyProfiles.decidesAnew(pod, decided) || ApplyProfiles.isSettled(pod, decided, context)) {
            return outcome;
        }
        PodDraft again = new PodDraft(outcome.last().tree(), ProfileDecisions.NONE);
        PodDraft second = fold(again, context).last();
        boolean repeatable = !decided.byChance()
                && second.tree().equals(again.tree())
                && second.decisions().byProfile().equals(decided.byProfile());
        return repeatable
                ? outcome
                : recorded(
                        outcome,
                        decided.keptAgainst(ApplyProfiles.recordedIn(pod).keySet(), second.decisions()));
    }

    private static Outcome fold(PodDraft pod, MutationContext context) {
        Map<String, MutationResult> results = new LinkedHashMap<>();
        List<Reason> reasons = new ArrayList<>();
        PodDraft draft = pod;
        for (PodMutator mutator : IN_ORDER) {
            MutationResult result = mutator.mutate(draft, context);
            results.put(mutator.name(), result);
            reasons.addAll(result.reasons());
            draft = result.pod();
        }
        return new Outcome(pod, draft, results, reasons);
    }

    private static Outcome recorded(Outcome outcome, ProfileDecisions kept) {
        PodEdit edit = new PodEdit(outcome.last());
        edit.put("annotations", ProfileDecisions.ANNOTATION, kept.render());
        List<Reason> reasons = new ArrayList<>(outcome.reasons());
        reasons.add(Reason.of(PodReason.DecisionsRecorded));
        return new Outcome(outcome.first(), edit.done(), outcome.results(), reasons);
    }
}
