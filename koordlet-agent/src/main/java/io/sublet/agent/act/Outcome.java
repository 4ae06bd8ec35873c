package io.sublet.agent.act;

import io.sublet.agent.decide.Step;
import java.util.Locale;

/** What became of one step of a plan. */
public sealed interface Outcome {
    Step step();

    /** Done, and for a write: the file shows the value. */
    record Applied(Step step, String before) implements Outcome {}

    /** Looked at: there was nothing to do. */
    record Unchanged(Step step) implements Outcome {}

    /** Not looked at: there was nothing to do a moment ago. */
    record Settled(Step step) implements Outcome {}

    /** Would have been done, were the node enforced. */
    record Planned(Step step) implements Outcome {}

    /** Asked for; what came of it is told when it is known. */
    record Asked(Step step) implements Outcome {}

    /** Left to the container runtime, which sets it before the container runs. */
    record Handed(Step step) implements Outcome {}

    /** The group or pod is gone, and with it the need. */
    record Gone(Step step) implements Outcome {}

    /**
     * Not done, or not taken.
     *
     * @param cause an errno, or one clause for a person
     */
    record Rejected(Step step, String cause) implements Outcome {}

    /**
     * Left alone, because somebody else has changed what the agent had written.
     *
     * @param found the value of the other writer
     */
    record Conflict(Step step, String found) implements Outcome {}

    /**
     * Not tried now.
     *
     * @param why one clause for a person
     */
    record Deferred(Step step, String why) implements Outcome {}

    /** The label of the metric. */
    default String result() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** Whether the world has changed, or did not as it was to. */
    default boolean isNews() {
        return !(this instanceof Unchanged || this instanceof Settled || this instanceof Deferred);
    }

    /** Why it is not as it was to be; empty if it is, or will be. */
    default String problem() {
        return switch (this) {
            case Rejected(Step step, String cause) -> cause;
            case Conflict(Step step, String found) -> "another program has set it to " + found;
            case Applied applied -> "";
            case Unchanged unchanged -> "";
            case Settled settled -> "";
            case Planned planned -> "";
            case Asked asked -> "";
            case Handed handed -> "";
            case Gone gone -> "";
            case Deferred deferred -> "";
        };
    }
}
