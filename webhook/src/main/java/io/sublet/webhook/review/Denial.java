package io.sublet.webhook.review;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A refusal, as the {@code status} of an admission response. The API server passes all of it on to whoever sent the
 * request, after a word about which webhook it comes from.
 *
 * @param kind gives the HTTP status and its name
 * @param message for a person; names the first causes and how many more there are
 * @param target the object that was refused
 * @param causes field by field, for programs; kubectl prints these instead of the message
 */
public record Denial(Kind kind, String message, Review.Target target, List<Finding> causes) {
    /** As many as a person reads; a document may have tens of thousands of flaws, and the answer goes through the API server. */
    static final int MOST_CAUSES = 50;

    /** Of one cause, which may quote a value. */
    private static final int LONGEST_CAUSE = 500;

    private static final String FIELD_VALUE_INVALID = "FieldValueInvalid";

    /** Why in general. */
    public enum Kind {
        /** The object says something that cannot be. */
        INVALID(422, "Invalid"),
        /** The object may be as it is, but this must not be done to it. */
        FORBIDDEN(403, "Forbidden");

        private final int status;
        private final String reason;

        Kind(int status, String reason) {
            this.status = status;
            this.reason = reason;
        }
    }

    public Denial {
        causes = List.copyOf(causes);
    }

    /** Of an object with flaws. */
    static Denial invalid(Review.Target target, List<Finding> causes) {
        List<String> told = new ArrayList<>();
        first(causes).map(cause -> shortened(cause.toString())).forEach(told::add);
        more(causes).ifPresent(told::add);
        return new Denial(Kind.INVALID, String.join("; ", told), target, causes);
    }

    private static Stream<Finding> first(List<Finding> causes) {
        return causes.stream().limit(MOST_CAUSES);
    }

    private static Optional<String> more(List<Finding> causes) {
        return causes.size() <= MOST_CAUSES
                ? Optional.empty()
                : Optional.of("and " + (causes.size() - MOST_CAUSES) + " more");
    }

    private static String shortened(String text) {
        if (text.length() <= LONGEST_CAUSE) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_CAUSE - 1)) ? LONGEST_CAUSE - 1 : LONGEST_CAUSE;
        return text.substring(0, end) + "…";
    }

    ObjectNode tree() {
        ObjectNode status = JsonNodeFactory.instance
                .objectNode()
                .put("status", "Failure")
                .put("code", kind.status)
                .put("reason", kind.reason)
                .put("message", message);
        ObjectNode details = status.putObject("details");
        details.put("name", target.name()).put("group", target.group()).put("kind", target.kind());
        if (!causes.isEmpty()) {
            ArrayNode list = details.putArray("causes");
            first(causes)
                    .forEach(cause -> list.addObject()
                            .put("reason", FIELD_VALUE_INVALID)
                            .put("message", shortened(cause.why()))
                            .put("field", shortened(cause.field())));
            more(causes)
                    .ifPresent(text ->
                            list.addObject().put("reason", FIELD_VALUE_INVALID).put("message", text));
        }
        return status;
    }
}
