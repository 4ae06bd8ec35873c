package io.sublet.crds.config;

import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules for a merged section that its schema cannot express: names of policies, and pairs of which one bounds the other. */
final class SloBounds {
    private static final Map<SloSection, Map<String, List<String>>> CHOICES = Map.of(
            SloSection.THRESHOLD,
            Map.of(
                    "cpuSuppressPolicy", List.of("cpuset", "cfsQuota"),
                    "cpuEvictPolicy", List.of("evictByRealLimit", "evictByAllocatable")),
            SloSection.BURST,
            Map.of("policy", List.of("none", "cpuBurstOnly", "cfsQuotaBurstOnly", "auto")));

    /** The first of each pair must be greater than the second, where both are given. */
    private static final List<Pair> PAIRS = List.of(
            new Pair("memoryEvictThresholdPercent", "memoryEvictLowerPercent"),
            new Pair("memoryAllocatableEvictThresholdPercent", "memoryAllocatableEvictLowerPercent"),
            new Pair("cpuEvictBESatisfactionUpperPercent", "cpuEvictBESatisfactionLowerPercent"),
            new Pair("cpuEvictThresholdPercent", "cpuEvictLowerPercent"),
            new Pair("cpuAllocatableEvictThresholdPercent", "cpuAllocatableEvictLowerPercent"));

    private record Pair(String greater, String lesser) {}

    private SloBounds() {}

    static void check(SloSection section, JsonObject merged) {
        CHOICES.getOrDefault(section, Map.of())
                .forEach((field, choices) ->
                        merged.string(field).ifPresent(text -> checkChoice(merged.pathOf(field), text, choices)));
        if (section == SloSection.THRESHOLD) {
            PAIRS.forEach(pair -> checkPair(merged, pair));
        }
    }

    private static void checkChoice(String path, String text, List<String> choices) {
        if (!choices.contains(text)) {
            throw new JsonException(path + " must be one of " + String.join(", ", choices) + ", was '" + text + "'");
        }
    }

    private static void checkPair(JsonObject merged, Pair pair) {
        Optional<Long> greater = merged.integer(pair.greater);
        Optional<Long> lesser = merged.integer(pair.lesser);
        if (greater.isPresent() && lesser.isPresent() && greater.get() <= lesser.get()) {
            throw new JsonException(merged.pathOf(pair.greater) + " must be greater than " + pair.lesser + ", was "
                    + greater.get() + " with " + lesser.get());
        }
    }
}
