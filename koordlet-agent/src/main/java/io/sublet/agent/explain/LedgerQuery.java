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
 */
public record LedgerQuery(Optional<Instant> since, Optional<String> policy, int limit) {
    /** What is given without a limit. */
    private static final int USUAL = 20;

    /** Where a time is given, all of it is meant. */
    private static final int MOST = 1000;

    private static final String PARAMETERS = "since, policy, limit (or last)";

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
        Optional<Instant> since = Optional.empty();
        Optional<String> policy = Optional.empty();
        Optional<Integer> limit = Optional.empty();
        for (String part : text == null || text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            switch (name) {
                case "since" -> {
                    since = since(value, now);
                    if (since.isEmpty()) {
                        return new Read.Unusable(
                                "since must be a time such as 2026-01-31T12:00:00Z or a duration such as 15m, was '"
                                        + value + "'");
                    }
                }
                case "policy" -> {
                    if (value.isEmpty()) {
                        return new Read.Unusable("policy must be the name of a policy, was ''");
                    }
                    policy = Optional.of(value);
                }
                case "limit", "last" -> {
                    limit = limit(value);
                    if (limit.isEmpty()) {
                        return new Read.Unusable(name + " must be a number in 1.." + MOST + ", was '" + value + "'");
                    }
                }
                default -> {
                    return new Read.Unusable("'" + name + "' is none of " + PARAMETERS);
                }
            }
        }
        return new Read.Query(new LedgerQuery(since, policy, limit.orElse(since.isPresent() ? MOST : USUAL)));
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
