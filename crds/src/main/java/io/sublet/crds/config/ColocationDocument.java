package io.sublet.crds.config;

import io.sublet.crds.config.MidRule.Mode;
import io.sublet.crds.config.MidRule.Shares;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import io.sublet.protocol.GoDurations;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a colocation strategy. */
final class ColocationDocument {
    static final String ITEMS = "nodeConfigs";
    private static final String AGGREGATE_POLICY = "metricAggregatePolicy";
    private static final String EXTENSIONS = "extensions";
    private static final long LONGEST_SECONDS = ColocationStrategy.LONGEST_SECONDS;
    /** Promising a hundred times a machine is a slip of the pen, not a policy. */
    private static final long LARGEST_PERCENT = 10_000;

    private static final long LONGEST_HOLD_SECONDS = 3600;
    private static final List<String> CALCULATE_POLICIES =
            Stream.of(CalculatePolicy.values()).map(CalculatePolicy::wireName).toList();
    private static final List<String> MEMORY_POLICIES = Stream.of(MemoryCollectPolicy.values())
            .map(MemoryCollectPolicy::wireName)
            .toList();

    static final FieldNames NAMES = FieldNames.of(
            "enable",
            "metricAggregateDurationSeconds",
            "metricReportIntervalSeconds",
            AGGREGATE_POLICY,
            "metricMemoryCollectPolicy",
            "cpuReclaimThresholdPercent",
            "cpuCalculatePolicy",
            "memoryReclaimThresholdPercent",
            "memoryCalculatePolicy",
            "degradeTimeMinutes",
            "updateTimeThresholdSeconds",
            "resourceDiffThreshold",
            "midReclaimMode",
            "midCPUThresholdPercent",
            "midMemoryThresholdPercent",
            "midUnallocatedPercent",
            "midStaticCPUReservedPercent",
            "midStaticMemoryReservedPercent",
            "batchCPUThresholdPercent",
            "batchMemoryThresholdPercent",
            EXTENSIONS,
            ITEMS,
            "nodeSelector",
            "name");
    private static final FieldNames AGGREGATE_NAMES = FieldNames.of("durations");
    static final FieldNames STABLE_OFFER_NAMES = FieldNames.of("enable", "holdSeconds", "quantilePercent");

    private ColocationDocument() {}

    /** The document with the protocol's spelling of its fields; those that it does not know are warned of. */
    static JsonObject canonicalize(JsonObject document, Findings findings) {
        JsonObject outer = NAMES.canonicalize(document, findings);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(outer.fields());
        nested(outer, AGGREGATE_POLICY)
                .ifPresent(policy -> fields.put(
                        AGGREGATE_POLICY,
                        AGGREGATE_NAMES.canonicalize(policy, findings).fields()));
        nested(outer, EXTENSIONS)
                .ifPresent(extensions -> nested(extensions, StableOffer.EXTENSION)
                        .ifPresent(offer -> {
                            Map<String, @Nullable Object> all = new LinkedHashMap<>(extensions.fields());
                            all.put(
                                    StableOffer.EXTENSION,
                                    STABLE_OFFER_NAMES
                                            .canonicalize(offer, findings)
                                            .fields());
                            fields.put(EXTENSIONS, all);
                        }));
        return new JsonObject(fields, document.path());
    }

    /** The object under a name; empty also where something else stands there, which its reader says. */
    private static Optional<JsonObject> nested(JsonObject outer, String name) {
        return outer.fields().get(name) instanceof Map<?, ?> ? outer.object(name) : Optional.empty();
    }

    /** A complete strategy; only of use if no violation is found. */
    static ColocationStrategy strategy(JsonObject document, Findings findings) {
        FieldReader fields = new FieldReader(document, findings);
        return new ColocationStrategy(
                fields.bool("enable").orElse(false),
                collect(fields),
                reclaim(fields, "cpu", 60, "batchCPUThresholdPercent"),
                reclaim(fields, "memory", 65, "batchMemoryThresholdPercent"),
                new SyncRules(
                        Duration.ofMinutes(fields.integer("degradeTimeMinutes", 1, LONGEST_SECONDS / 60)
                                .orElse(15L)),
                        seconds(fields, "updateTimeThresholdSeconds", Duration.ofMinutes(5)),
                        fields.share("resourceDiffThreshold").orElse(new BigDecimal("0.1"))),
                mid(fields),
                stableOffer(fields.inner(EXTENSIONS).inner(StableOffer.EXTENSION)));
    }

    private static ReclaimRule reclaim(FieldReader fields, String resource, long threshold, String cap) {
        return new ReclaimRule(
                fields.word(resource + "CalculatePolicy", CALCULATE_POLICIES)
                        .flatMap(CalculatePolicy::parse)
                        .orElse(CalculatePolicy.USAGE),
                percent(fields, resource + "ReclaimThresholdPercent", LARGEST_PERCENT)
                        .orElse(new Percent(threshold)),
                percent(fields, cap, LARGEST_PERCENT));
    }

    private static MidRule mid(FieldReader fields) {
        return new MidRule(
                fields.word("midReclaimMode", List.of("static"))
                        .map(mode -> Mode.STATIC)
                        .orElse(Mode.RECLAIMABLE),
                new Shares(
                        percent(fields, "midCPUThresholdPercent", 100).orElse(Percent.HUNDRED),
                        percent(fields, "midMemoryThresholdPercent", 100).orElse(Percent.HUNDRED)),
                percent(fields, "midUnallocatedPercent", 100).orElse(new Percent(0)),
                new Shares(
                        percent(fields, "midStaticCPUReservedPercent", 100).orElse(new Percent(0)),
                        percent(fields, "midStaticMemoryReservedPercent", 100).orElse(new Percent(0))));
    }

    private static StableOffer stableOffer(FieldReader fields) {
        return new StableOffer(
                fields.bool("enable").orElse(true),
                Duration.ofSeconds(
                        fields.integer("holdSeconds", 1, LONGEST_HOLD_SECONDS).orElse(300L)),
                percent(fields, "quantilePercent", 100).orElse(new Percent(10)));
    }

    private static Optional<Percent> percent(FieldReader fields, String field, long max) {
        return fields.integer(field, 0, max).map(Percent::new);
    }

    private static CollectPolicy collect(FieldReader fields) {
        CollectPolicy defaults = CollectPolicy.DEFAULT;
        List<Duration> windows = windows(fields.inner(AGGREGATE_POLICY));
        return new CollectPolicy(
                seconds(fields, "metricAggregateDurationSeconds", defaults.aggregateDuration()),
                seconds(fields, "metricReportIntervalSeconds", defaults.reportInterval()),
                windows.isEmpty() ? defaults.windows() : windows,
                fields.word("metricMemoryCollectPolicy", MEMORY_POLICIES)
                        .map(MemoryCollectPolicy::parse)
                        .orElse(defaults.memory()));
    }

    private static Duration seconds(FieldReader fields, String field, Duration otherwise) {
        return fields.integer(field, 1, LONGEST_SECONDS)
                .map(Duration::ofSeconds)
                .orElse(otherwise);
    }

    private static List<Duration> windows(FieldReader policy) {
        List<Duration> windows = new ArrayList<>();
        List<String> texts = policy.findings()
                .attempt(() -> policy.object().strings("durations"))
                .orElse(List.of());
        for (String text : texts) {
            policy.findings().attempt(() -> GoDurations.parse(text)).ifPresent(window -> {
                if (window.compareTo(Duration.ofSeconds(1)) < 0) {
                    policy.findings()
                            .reject(policy.object().pathOf("durations") + " must be of 1s or more, was " + text);
                }
                windows.add(window);
            });
        }
        return windows;
    }

    /** The strategy as a document that says everything. */
    static Map<String, @Nullable Object> render(ColocationStrategy strategy) {
        CollectPolicy collect = strategy.collect();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("enable", strategy.enabled());
        fields.put("metricAggregateDurationSeconds", collect.aggregateDuration().toSeconds());
        fields.put("metricReportIntervalSeconds", collect.reportInterval().toSeconds());
        fields.put(
                AGGREGATE_POLICY,
                Map.of(
                        "durations",
                        collect.windows().stream().map(GoDurations::format).toList()));
        fields.put("metricMemoryCollectPolicy", collect.memory().wireName());
        render("cpu", "batchCPUThresholdPercent", strategy.cpu(), fields);
        render("memory", "batchMemoryThresholdPercent", strategy.memory(), fields);
        fields.put("degradeTimeMinutes", strategy.sync().degradeAfter().toMinutes());
        fields.put("updateTimeThresholdSeconds", strategy.sync().refreshAfter().toSeconds());
        fields.put("resourceDiffThreshold", strategy.sync().differenceThreshold());
        render(strategy.mid(), fields);
        StableOffer offer = strategy.stableOffer();
        Map<String, @Nullable Object> stable = new LinkedHashMap<>();
        stable.put("enable", offer.enabled());
        stable.put("holdSeconds", offer.hold().toSeconds());
        stable.put("quantilePercent", offer.quantile().value());
        fields.put(EXTENSIONS, Map.of(StableOffer.EXTENSION, stable));
        return fields;
    }

    private static void render(String resource, String cap, ReclaimRule rule, Map<String, @Nullable Object> fields) {
        fields.put(resource + "ReclaimThresholdPercent", rule.threshold().value());
        fields.put(resource + "CalculatePolicy", rule.policy().wireName());
        rule.cap().ifPresent(percent -> fields.put(cap, percent.value()));
    }

    private static void render(MidRule mid, Map<String, @Nullable Object> fields) {
        if (mid.mode() == Mode.STATIC) {
            fields.put("midReclaimMode", "static");
        }
        fields.put("midCPUThresholdPercent", mid.threshold().cpu().value());
        fields.put("midMemoryThresholdPercent", mid.threshold().memory().value());
        fields.put("midUnallocatedPercent", mid.unallocated().value());
        fields.put("midStaticCPUReservedPercent", mid.reserved().cpu().value());
        fields.put("midStaticMemoryReservedPercent", mid.reserved().memory().value());
    }
}
