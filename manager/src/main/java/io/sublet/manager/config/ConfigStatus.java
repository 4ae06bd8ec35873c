package io.sublet.manager.config;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What people and programs read about the configuration in the cluster: one condition for each key.
 *
 * @param conditions in the order of the keys
 */
public record ConfigStatus(List<Condition> conditions) {
    /** Longer than anybody reads, and all keys together stay far under the size of an object. */
    private static final int LONGEST_MESSAGE = 4096;

    private static final String TYPE = "type";
    private static final String STATUS = "status";
    private static final String REASON = "reason";
    private static final String MESSAGE = "message";
    private static final String CONTENT = "contentHash";
    private static final String SINCE = "lastTransitionTime";

    /**
     * About one key.
     *
     * @param accepted whether the key's content holds
     * @param content digest of the content that this is about
     * @param since when {@code accepted} became what it is
     */
    public record Condition(
            String key, boolean accepted, String reason, String message, String content, Instant since) {
        private Map<String, @Nullable Object> render() {
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            tree.put(TYPE, key);
            tree.put(STATUS, accepted ? "True" : "False");
            tree.put(REASON, reason);
            tree.put(MESSAGE, message);
            tree.put(CONTENT, content);
            tree.put(SINCE, since.toString());
            return tree;
        }

        private static Condition parse(JsonObject tree) {
            return new Condition(
                    tree.string(TYPE).orElse(""),
                    tree.string(STATUS).orElse("").equals("True"),
                    tree.string(REASON).orElse(""),
                    tree.string(MESSAGE).orElse(""),
                    tree.string(CONTENT).orElse(""),
                    Instant.parse(tree.string(SINCE).orElse("")));
        }
    }

    public ConfigStatus {
        conditions = List.copyOf(conditions);
    }

    /** The status that follows from the reports and the one before it. */
    static ConfigStatus of(List<KeyReport> reports, Optional<ConfigStatus> before, Instant now) {
        return new ConfigStatus(reports.stream()
                .map(report -> {
                    boolean accepted = report.standing().isAccepted();
                    Instant since = before.flatMap(status -> status.find(report.key()))
                            .filter(condition -> condition.accepted == accepted)
                            .map(Condition::since)
                            .orElse(now.truncatedTo(ChronoUnit.SECONDS));
                    return new Condition(
                            report.key(),
                            accepted,
                            report.standing().reason(),
                            message(report),
                            report.content(),
                            since);
                })
                .toList());
    }

    private static String message(KeyReport report) {
        String all = report.remarks().all().collect(Collectors.joining("; "));
        return all.length() <= LONGEST_MESSAGE ? all : all.substring(0, LONGEST_MESSAGE - 1) + "…";
    }

    Optional<Condition> find(String key) {
        return conditions.stream()
                .filter(condition -> condition.key.equals(key))
                .findFirst();
    }

    /** Conditions that refuse a content and have not been said before. */
    List<Condition> newlyRefused(Optional<ConfigStatus> before) {
        return conditions.stream()
                .filter(condition -> !condition.accepted)
                .filter(condition -> before.flatMap(status -> status.find(condition.key))
                        .filter(old -> !old.accepted && old.content.equals(condition.content))
                        .isEmpty())
                .toList();
    }

    /** As JSON, one condition a line. */
    String render() {
        return conditions.stream()
                .map(condition -> Json.write(condition.render()))
                .collect(Collectors.joining(",\n", "{\"conditions\":[\n", "\n]}\n"));
    }

    /** From JSON; empty for a text that is none, because a status that cannot be read is made anew. */
    static Optional<ConfigStatus> parse(String text) {
        try {
            return Optional.of(new ConfigStatus(Json.parseObject(text).objects("conditions").stream()
                    .map(Condition::parse)
                    .toList()));
        } catch (JsonException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
