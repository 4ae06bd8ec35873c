package io.sublet.webhook.review;

import io.sublet.model.reason.Reason;
import io.sublet.model.reason.ReasonCode;
import java.util.List;

/**
 * Something about an object that whoever writes it has to change, or should know.
 *
 * @param severity whether the object is refused for it
 * @param code the kind
 * @param field path from the root of the object, as {@code spec.selector}
 * @param why one clause: what is accepted there and what was found
 */
public record Finding(Severity severity, ReasonCode code, String field, String why) {

    /** What a finding does to the request. */
    public enum Severity {
        /** It is refused. */
        DENY,
        /** It goes on, with a word to whoever sent it. */
        WARN
    }

    public static Finding deny(ReasonCode code, String field, String why) {
        return new Finding(Severity.DENY, code, field, why);
    }

    public static Finding warn(ReasonCode code, String field, String why) {
        return new Finding(Severity.WARN, code, field, why);
    }

    /** The findings, of which those that were there before only warn: what is stored already blocks no other change. */
    public static List<Finding> sparing(List<Finding> now, List<Finding> before) {
        return now.stream()
                .map(finding -> before.contains(finding) ? finding.asWarning() : finding)
                .toList();
    }

    public boolean denies() {
        return severity == Severity.DENY;
    }

    /** The same, told but not refused for. */
    public Finding asWarning() {
        return warn(code, field, why);
    }

    Reason reason() {
        return Reason.of(code).with("field", field).with("why", why);
    }

    @Override
    public String toString() {
        return field.isEmpty() ? why : field + ": " + why;
    }
}
