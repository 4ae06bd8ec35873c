package io.sublet.webhook.pod;

import io.sublet.model.reason.Reason;
import java.util.List;

/** What one mutator made of a pod, and why. */
public sealed interface MutationResult {

    /** The pod for the next mutator. */
    PodDraft pod();

    List<Reason> reasons();

    /** The tree is another one. */
    record Changed(PodDraft pod, List<Reason> reasons) implements MutationResult {
        public Changed {
            reasons = List.copyOf(reasons);
        }
    }

    /** The tree is the same. */
    record Unchanged(PodDraft pod, List<Reason> reasons) implements MutationResult {
        public Unchanged {
            reasons = List.copyOf(reasons);
        }
    }

    /** Changed or unchanged, whichever the trees say. */
    static MutationResult of(PodDraft before, PodDraft after, List<Reason> reasons) {
        return before.tree().equals(after.tree()) ? new Unchanged(after, reasons) : new Changed(after, reasons);
    }

    static MutationResult unchanged(PodDraft pod, Reason reason) {
        return new Unchanged(pod, List.of(reason));
    }
}
