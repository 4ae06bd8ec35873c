package io.sublet.extender.bind;

/**
 * What became of a {@link BindOrder}.
 *
 * @param error for the scheduler and, by its event, for a person; empty if the pod is bound as wanted
 */
public record BindAnswer(Result result, String error) {
    static final BindAnswer BOUND = new BindAnswer(Result.BOUND, "");
    static final BindAnswer ALREADY_BOUND = new BindAnswer(Result.ALREADY_BOUND, "");

    /** How it ended. */
    public enum Result {
        BOUND("bound"),
        /** The pod was on this node before. */
        ALREADY_BOUND("already_bound"),
        /** The node does not take the pod any more, or what the pod asks for cannot be read. */
        REFUSED("refused"),
        /** The pod is gone, ending, or on another node. */
        POD_GONE("pod_gone"),
        /** The same pod is being bound by another request. */
        BUSY("busy"),
        /** Another extender has the right to bind, or it is being taken over. */
        NOT_LEADER("not_leader"),
        /** The API server does not allow it. */
        REJECTED("rejected"),
        /** The API server did not answer; what it did will be found out. */
        UNCLEAR("unclear"),
        /** The API server could not be asked, so nothing was written. */
        UNREACHABLE("unreachable");

        private final String label;

        Result(String label) {
            this.label = label;
        }

        /** For metrics. */
        public String label() {
            return label;
        }
    }

    /** Whether the pod is where the scheduler wants it. */
    public boolean isBound() {
        return error.isEmpty();
    }
}
