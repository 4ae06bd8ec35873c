package io.sublet.agent.explain;

import io.sublet.protocol.GoDurations;
import io.sublet.protocol.json.JsonException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which decisions are asked for.
 *
 * @param since from when on
 * @param policy of which policy
 * @param limit the most, of which the newest are given
 * @param form in which they are asked for; empty leaves it to what the client accepts
 */
public record LedgerQuery(Optional<Instant> since, Optional<String> policy, int limit, Optional<Form> form) {
    /** How decisions are told. */
    public enum Form {
        JSON,
        TEXT
    }

    /** What is given without a limit. */
    private static final int USUAL = 20;

    /** Where a time is given, all of it is meant. */
    private static final int MOST = 1000;

    private static final String PARAMETERS = "since, policy, limit (or last), format";

    /** What a query string says. */
    public sealed interface Read {
        record Query(LedgerQuery query) implements Read {}

        /** @param why one sentence for who asked */
        record Unusable(String why) implements Read {}
    }

    /**
     * Reads a query string.
     *
     * @param text decoded; null without one
     */
    public static Read read(@Nullable String text, Instant now) {
        Draft draft = new Draft();
        for (String part : text == null || text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            if (!draft.isTaken(name, value, now)) {
                return new Read.Unusable(draft.objection);
            }
        }
        return new Read.Query(draft.query());
    }

    /** A query of which the parameters so far are read. */
    private static final class Draft {
        private Optional<Instant> since = Optional.empty();
        private Optional<String> policy = Optional.empty();
        private Optional<Integer> limit = Optional.empty();
        private Optional<Form> form = Optional.empty();
        private String objection = "";

        boolean isTaken(String name, String value, Instant now) {
            return switch (name) {
                case "since" -> {
                    since = since(value, now);
                    yield isUsable(since, name, "a time such as 2026-01-31T12:00:00Z or a duration such as 15m", value);
                }
                case "policy" -> {
                    policy = Optional.of(value).filter(given -> !given.isEmpty());
                    yield isUsable(policy, name, "the name of a policy", value);
                }
                case "limit", "last" -> {
                    limit = limit(value);
                    yield isUsable(limit, name, "a number in 1.." + MOST, value);
                }
                case "format" -> {
                    form = form(value);
                    yield isUsable(form, name, "text or json", value);
                }
                default -> {
                    objection = "'" + name + "' is none of " + PARAMETERS;
                    yield false;
                }
            };
        }

        private boolean isUsable(Optional<?> read, String name, String form, String value) {
            objection = name + " must be " + form + ", was '" + value + "'";
            return read.isPresent();
        }

        LedgerQuery query() {
            return new LedgerQuery(since, policy, limit.orElse(since.isPresent() ? MOST : USUAL), form);
        }
    }

    private static Optional<Form> form(String text) {
        return switch (text) {
            case "text" -> Optional.of(Form.TEXT);
            case "json" -> Optional.of(Form.JSON);
            default -> Optional.empty();
        };
    }

    private static Optional<Instant> since(String text, Instant now) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException notATime) {
            try {
                return Optional.of(now.minus(GoDurations.parse(text).abs()));
            } catch (JsonException neither) {
                return Optional.empty();
            }
        }
    }

    private static Optional<Integer> limit(String text) {
        if (!text.matches("[0-9]{1,4}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(text);
        return number >= 1 && number <= MOST ? Optional.of(number) : Optional.empty();
    }

    /** Whether a line of the ledger is asked for. */
    boolean asksFor(LedgerLine line) {
        return since.filter(line.at()::isBefore).isEmpty()
                && policy.filter(name -> !line.policy().equals(name)).isEmpty();
    }
}
