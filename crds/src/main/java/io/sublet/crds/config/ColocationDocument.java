package io.sublet.crds.config;

import io.sublet.model.unit.Percent;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import io.sublet.protocol.GoDurations;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the fields of a colocation strategy; every value out of its bounds is a {@link JsonException} with its path. */
final class ColocationDocument {
    private static final String REPORT_INTERVAL = "metricReportIntervalSeconds";
    private static final String AGGREGATE_DURATION = "metricAggregateDurationSeconds";
    private static final String DEGRADE_TIME = "degradeTimeMinutes";
    private static final String UPDATE_TIME = "updateTimeThresholdSeconds";
    private static final String DIFFERENCE = "resourceDiffThreshold";
    private static final String MEMORY_COLLECT = "metricMemoryCollectPolicy";
    private static final String AGGREGATE_POLICY = "metricAggregatePolicy";
    /** Ten years: no policy means more, and sums with a date stay in range. */
    private static final long LONGEST_SECONDS = 10L * 365 * 24 * 3600;
    /** Promising a hundred times a machine is a slip of the pen, not a policy. */
    private static final long LARGEST_PERCENT = 10_000;

    /** Lower and upper bound of each whole number, both included. */
    private record Range(long min, long max) {}

    private static final Map<String, Range> RANGES = ranges();
    private static final FieldNames NAMES = new FieldNames(fieldNames());

    private ColocationDocument() {}

    private static Map<String, Range> ranges() {
        Range duration = new Range(1, LONGEST_SECONDS);
        Range share = new Range(0, 100);
        Range anyShare = new Range(0, LARGEST_PERCENT);
        Map<String, Range> ranges = new LinkedHashMap<>();
        ranges.put(AGGREGATE_DURATION, duration);
        ranges.put(REPORT_INTERVAL, duration);
        ranges.put(DEGRADE_TIME, new Range(1, LONGEST_SECONDS / 60));
        ranges.put(UPDATE_TIME, duration);
        ranges.put("cpuReclaimThresholdPercent", anyShare);
        ranges.put("memoryReclaimThresholdPercent", anyShare);
        ranges.put("batchCPUThresholdPercent", anyShare);
        ranges.put("batchMemoryThresholdPercent", anyShare);
        ranges.put("midCPUThresholdPercent", share);
        ranges.put("midMemoryThresholdPercent", share);
        ranges.put("midUnallocatedPercent", share);
        ranges.put("midStaticCPUReservedPercent", share);
        ranges.put("midStaticMemoryReservedPercent", share);
        return ranges;
    }

    private static List<String> fieldNames() {
        List<String> names = new ArrayList<>(RANGES.keySet());
        names.addAll(
                List.of("enable", "cpuCalculatePolicy", "memoryCalculatePolicy", MEMORY_COLLECT, AGGREGATE_POLICY));
        names.addAll(List.of(DIFFERENCE, "midReclaimMode", "extensions", "nodeConfigs", "nodeSelector", "name"));
        return names;
    }

    /** The document with the protocol's spelling of its fields. */
    static JsonObject canonicalize(JsonObject document) {
        return NAMES.canonicalize(document);
    }

    /**
     * A complete strategy.
     *
     * @throws JsonException if a value has the wrong type or is out of bounds
     */
    static ColocationStrategy strategy(JsonObject document) {
        RANGES.keySet().forEach(name -> integer(document, name));
        return new ColocationStrategy(
                document.bool("enable").orElse(false),
                collect(document),
                reclaim(document, "cpu", 60, "batchCPUThresholdPercent"),
                reclaim(document, "memory", 65, "batchMemoryThresholdPercent"),
                new SyncRules(
                        Duration.ofMinutes(integer(document, DEGRADE_TIME).orElse(15L)),
                        Duration.ofSeconds(integer(document, UPDATE_TIME).orElse(300L)),
                        difference(document)));
    }

    private static ReclaimRule reclaim(JsonObject document, String resource, long threshold, String cap) {
        return new ReclaimRule(
                policy(document, resource + "CalculatePolicy"),
                new Percent(
                        integer(document, resource + "ReclaimThresholdPercent").orElse(threshold)),
                integer(document, cap).map(Percent::new));
    }

    private static CalculatePolicy policy(JsonObject document, String field) {
        return text(document, field)
                .map(text -> CalculatePolicy.parse(text)
                        .orElseThrow(() -> new JsonException(
                                document.pathOf(field) + " must be usage, request or maxUsageRequest, was " + text)))
                .orElse(CalculatePolicy.USAGE);
    }

    private static CollectPolicy collect(JsonObject document) {
        CollectPolicy defaults = CollectPolicy.DEFAULT;
        return new CollectPolicy(
                seconds(document, AGGREGATE_DURATION, defaults.aggregateDuration()),
                seconds(document, REPORT_INTERVAL, defaults.reportInterval()),
                windows(document.objectOrEmpty(AGGREGATE_POLICY), defaults.windows()),
                memoryCollect(document));
    }

    private static Duration seconds(JsonObject document, String field, Duration otherwise) {
        return integer(document, field).map(Duration::ofSeconds).orElse(otherwise);
    }

    private static List<Duration> windows(JsonObject policy, List<Duration> otherwise) {
        List<Duration> windows = new ArrayList<>();
        for (String text : policy.strings("durations")) {
            Duration window = GoDurations.parse(text);
            if (window.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new JsonException(policy.pathOf("durations") + " must be of 1s or more, was " + text);
            }
            windows.add(window);
        }
        return windows.isEmpty() ? otherwise : windows;
    }

    private static MemoryCollectPolicy memoryCollect(JsonObject document) {
        String text = text(document, MEMORY_COLLECT)
                .orElse(CollectPolicy.DEFAULT.memory().wireName());
        MemoryCollectPolicy policy = MemoryCollectPolicy.parse(text);
        if (!policy.wireName().equals(text)) {
            throw new JsonException(document.pathOf(MEMORY_COLLECT)
                    + " must be usageWithoutPageCache, usageWithHotPageCache or usageWithPageCache, was " + text);
        }
        return policy;
    }

    private static BigDecimal difference(JsonObject document) {
        BigDecimal value = document.number(DIFFERENCE).orElse(new BigDecimal("0.1"));
        if (value.signum() <= 0 || value.compareTo(BigDecimal.ONE) > 0) {
            throw new JsonException(document.pathOf(DIFFERENCE) + " must be over 0 and at most 1, was " + value);
        }
        return value;
    }

    private static Optional<String> text(JsonObject document, String field) {
        return document.string(field).filter(text -> !text.isEmpty());
    }

    private static Optional<Long> integer(JsonObject document, String field) {
        Range range = RANGES.getOrDefault(field, new Range(0, Long.MAX_VALUE));
        return document.integer(field).map(value -> {
            if (value < range.min || value > range.max) {
                throw new JsonException(
                        document.pathOf(field) + " must be in " + range.min + ".." + range.max + ", was " + value);
            }
            return value;
        });
    }
}
