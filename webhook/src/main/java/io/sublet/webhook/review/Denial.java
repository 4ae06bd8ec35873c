package io.sublet.webhook.review;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A refusal, as the {@code status} of an admission response. The API server passes all of it on to whoever sent the
 * request, after a word about which webhook it comes from.
 *
 * @param kind gives the HTTP status and its name
 * @param message for a person; names every cause
 * @param target the object that was refused
 * @param causes field by field, for programs; kubectl prints these instead of the message
 */
public record Denial(Kind kind, String message, Review.Target target, List<Finding> causes) {

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
        String message = causes.stream().map(Finding::toString).collect(Collectors.joining("; "));
        return new Denial(Kind.INVALID, message, target, causes);
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
            for (Finding cause : causes) {
                list.addObject()
                        .put("reason", "FieldValueInvalid")
                        .put("message", cause.why())
                        .put("field", cause.field());
            }
        }
        return status;
    }
}
