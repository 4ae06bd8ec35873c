package io.sublet.webhook.pod;

/** One step of admission. Pure: the same pod and context give the same result. */
public interface PodMutator {

    /** A new draft, or the same one, with the reasons. The given draft is not changed. */
    MutationResult mutate(PodDraft pod, MutationContext context);

    /** The name by which metrics know this step. */
    default String name() {
        return getClass().getSimpleName();
    }
}
