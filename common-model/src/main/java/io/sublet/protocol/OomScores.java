package io.sublet.protocol;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The annotations {@value Annotations#OOM_SCORE_ADJ} and {@value Annotations#OOM_SCORE_ADJ_SPEC}: how readily the out-of-memory killer
 * takes the processes of a pod; see /proc/pid/oom_score_adj in proc(5).
 *
 * @param pod of every container, -1000 (never)..1000 (first); empty for what the kubelet gave
 * @param containers of single ones, by name
 */
public record OomScores(OptionalInt pod, Map<String, Integer> containers) {
    public static final OomScores NONE = new OomScores(OptionalInt.empty(), Map.of());

    private static final int MOST = 1000;

    public OomScores {
        containers = Map.copyOf(containers);
    }

    /** What holds for a container. */
    public OptionalInt of(String container) {
        Integer own = containers.get(container);
        return own == null ? pod : OptionalInt.of(own);
    }

    /** Of both annotations, each of which may be absent. */
    public static Parsed<OomScores> parse(@Nullable String score, @Nullable String spec) {
        return score == null && spec == null
                ? new Parsed.Absent<>()
                : Parsed.attempt(() -> new OomScores(
                        score == null ? OptionalInt.empty() : OptionalInt.of(number(score)),
                        spec == null ? Map.of() : containers(Json.parseObject(spec))));
    }

    private static int number(String text) {
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= -MOST && value <= MOST) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below with all that is not in the range.
        }
        throw new JsonException("must be a whole number in -1000..1000, was " + text);
    }

    private static Map<String, Integer> containers(JsonObject names) {
        Map<String, Integer> scores = new HashMap<>();
        for (String name : names.fields().keySet()) {
            Fields.integer(names, name, -MOST, MOST).ifPresent(value -> scores.put(name, Math.toIntExact(value)));
        }
        return scores;
    }
}
