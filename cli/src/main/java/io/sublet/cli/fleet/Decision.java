package io.sublet.cli.fleet;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A decision of an agent, as its ledger has it.
 *
 * @param verdict {@code act} or {@code hold}
 * @param document all that the ledger says of it
 */
public record Decision(
        String node,
        String at,
        String policy,
        String verdict,
        String reason,
        String text,
        Map<String, @Nullable Object> document) {
    /** @throws io.sublet.protocol.json.JsonException if it is no list of decisions */
    public static List<Decision> parse(String node, String decisions) {
        return Json.parseObject(decisions).objects("decisions").stream()
                .map(entry -> of(node, entry))
                .toList();
    }

    private static Decision of(String node, JsonObject entry) {
        return new Decision(
                node,
                entry.string("at").orElse(""),
                entry.string("policy").orElse(""),
                entry.string("verdict").orElse(""),
                entry.string("reason").orElse(""),
                entry.string("text").orElse(""),
                entry.fields());
    }

    /** Whether anything of it is about this pod. */
    public boolean isAbout(PodName pod) {
        return mentions(document, pod);
    }

    private static boolean mentions(@Nullable Object tree, PodName pod) {
        return switch (tree) {
            case Map<?, ?> fields -> fields.values().stream().anyMatch(value -> mentions(value, pod));
            case List<?> items -> items.stream().anyMatch(item -> mentions(item, pod));
            case String text -> pod.isIn(text);
            case null, default -> false;
        };
    }

    /** Whether it is about taking a pod off its node. */
    public boolean isEviction() {
        String words =
                policy + ' ' + reason + ' ' + Json.write(document.get("actions")) + Json.write(document.get("writes"));
        return words.toLowerCase(java.util.Locale.ROOT).contains("evict");
    }

    /** A line for the decision, one for its numbers, and one for each write. */
    public String lines() {
        StringBuilder lines = new StringBuilder()
                .append(at)
                .append(' ')
                .append(policy)
                .append(verdict.equals("act") ? " acts: " : " holds: ")
                .append(reason)
                .append(": ")
                .append(text)
                .append('\n');
        new JsonObject(document, "")
                .list("writes")
                .forEach(write -> lines.append("    ").append(line(write)).append('\n'));
        return lines.toString();
    }

    private static String line(@Nullable Object write) {
        return write instanceof Map<?, ?> fields
                ? fields.entrySet().stream()
                        .map(field -> field.getKey() + "="
                                + Optional.ofNullable((Object) field.getValue())
                                        .map(Object::toString)
                                        .orElse(""))
                        .collect(Collectors.joining(" "))
                : String.valueOf(write);
    }
}
