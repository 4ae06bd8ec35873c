package io.sublet.agent.act;

import io.sublet.agent.plan.Write;
import java.util.Locale;

/** What became of one write. */
public sealed interface Outcome {
    Write write();

    /** Written, and the file shows the value. */
    record Applied(Write write, String before) implements Outcome {}

    /** The file had the value already. */
    record Unchanged(Write write) implements Outcome {}

    /** Would have been written, were the node enforced. */
    record Planned(Write write) implements Outcome {}

    /** The group is gone, and with it the need. */
    record Gone(Write write) implements Outcome {}

    /**
     * Not written, or not taken.
     *
     * @param cause an errno, or why the original value could not be stored first
     */
    record Rejected(Write write, String cause) implements Outcome {}

    /** Not tried, because the last attempt was rejected a moment ago. */
    record Deferred(Write write) implements Outcome {}

    /** The label of the metric. */
    default String result() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
