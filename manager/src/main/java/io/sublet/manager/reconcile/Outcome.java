package io.sublet.manager.reconcile;

import java.util.Map;

/** What the API server answered to a write. */
public sealed interface Outcome {
    /** It is written. */
    record Applied() implements Outcome {}

    /** There is no such object any more. */
    record Gone() implements Outcome {}

    /**
     * Fields belong to others, and nothing is written.
     *
     * @param fields the other field manager by the path of the field inside the spec
     */
    record Conflict(Map<String, String> fields) implements Outcome {
        public Conflict {
            fields = Map.copyOf(fields);
        }
    }

    /** It is not written, and may be later. */
    record Failed(String cause) implements Outcome {}

    /** It is not written, and neither would anything else be: the API server is away or asks to be left alone. */
    record Unavailable(String cause) implements Outcome {}

    /** As in metrics. */
    default String label() {
        return switch (this) {
            case Applied() -> "applied";
            case Gone() -> "gone";
            case Conflict conflict -> "conflict";
            case Failed failed -> "failed";
            case Unavailable unavailable -> "unavailable";
        };
    }
}
