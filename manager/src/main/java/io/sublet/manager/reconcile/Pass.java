package io.sublet.manager.reconcile;

import java.time.Instant;
import java.util.Optional;

/** How one pass over one concern of one node ended. */
public sealed interface Pass {
    /**
     * All is as it should be.
     *
     * @param wrote whether the cluster was changed
     * @param nextCheck when to look again although nothing has happened
     */
    record Done(boolean wrote, Optional<Instant> nextCheck) implements Pass {}

    /** A write failed and is to be tried again. */
    record Retry(String cause) implements Pass {}

    /** The API server takes no write now, so that no work can be done. */
    record Unavailable(String cause) implements Pass {}

    static Pass unchanged(Optional<Instant> nextCheck) {
        return new Done(false, nextCheck);
    }

    /** The pass that follows from a write's outcome. */
    static Pass after(Outcome outcome, Optional<Instant> nextCheck) {
        return switch (outcome) {
            case Outcome.Applied() -> new Done(true, nextCheck);
            case Outcome.Gone() -> new Done(false, Optional.empty());
            case Outcome.Conflict conflict -> new Retry("conflict on " + conflict.fields());
            case Outcome.Failed(String cause) -> new Retry(cause);
            case Outcome.Unavailable(String cause) -> new Unavailable(cause);
        };
    }
}
