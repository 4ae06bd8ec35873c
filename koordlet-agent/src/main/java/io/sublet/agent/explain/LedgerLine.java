package io.sublet.agent.explain;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A record of the ledger as it stands in its file.
 *
 * @param json one JSON object on one line
 */
public record LedgerLine(Instant at, String policy, String json) {
    private static final String AT = "{\"at\":\"";
    private static final String POLICY = "\"policy\":\"";

    /** Finds time and policy without reading the rest; empty for a line that was cut short or is none. */
    static Optional<LedgerLine> of(String json) {
        int policy = json.indexOf(POLICY);
        if (!json.startsWith(AT) || !json.endsWith("}") || policy < 0) {
            return Optional.empty();
        }
        int atEnd = json.indexOf('"', AT.length());
        int policyEnd = json.indexOf('"', policy + POLICY.length());
        if (atEnd < 0 || policyEnd < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LedgerLine(
                    Instant.parse(json.substring(AT.length(), atEnd)),
                    json.substring(policy + POLICY.length(), policyEnd),
                    json));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** For a person: a line for the decision, one for each of its facts that is a list, and one for each step. */
    public String text() {
        try {
            return text(Json.parseObject(json));
        } catch (JsonException e) {
            return json + "\n";
        }
    }

    private static String text(JsonObject entry) {
        StringBuilder text = new StringBuilder()
                .append(entry.string("at").orElse(""))
                .append(" #")
                .append(entry.integer("tick").orElse(0L))
                .append(' ')
                .append(entry.string("policy").orElse(""))
                .append(entry.string("verdict").orElse("").equals("act") ? " acts: " : " holds: ")
                .append(entry.string("reason").orElse(""))
                .append(": ")
                .append(entry.string("text").orElse(""))
                .append('\n');
        for (JsonObject write : entry.objects("writes")) {
            text.append("    ").append(step(write)).append('\n');
        }
        entry.integer("more")
                .ifPresent(more -> text.append("    and ").append(more).append(" more\n"));
        return text.toString();
    }

    private static String step(JsonObject write) {
        String target = write.string("target")
                .orElseGet(() -> write.string("cgroup").orElse("") + " "
                        + write.string("knob").orElse(""));
        String why = write.string("cause")
                .or(() -> write.string("found").map(found -> "another program has set it to " + found))
                .map(cause -> " (" + cause + ")")
                .orElse("");
        String before =
                write.string("before").map(value -> " (was " + value + ")").orElse("");
        return target + " = " + write.string("value").orElse("") + ": "
                + write.string("result").orElse("") + why + before;
    }
}
