package io.sublet.crds.config;

import io.sublet.crds.config.LoadAwareArgs.Estimation;
import io.sublet.crds.config.LoadAwareArgs.Score;
import io.sublet.crds.config.LoadAwareArgs.Window;
import io.sublet.model.cpu.AllocateStrategy;
import io.sublet.model.cpu.PinScoring;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.Aggregation;
import io.sublet.protocol.GoDurations;
import io.sublet.protocol.UsageThresholds;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code load-aware-config}: how the scheduler's extender judges load. Its fields are those of Koordinator's
 * LoadAwareSchedulingArgs, so that these can be pasted; what is Sublet's own are {@code unmeteredScore}, {@code bestScore},
 * {@code pinScoring} and the list of nodes with thresholds of their own.
 *
 * @param args the same for all nodes
 * @param thresholds of the cluster, and of the nodes that an item selects
 */
public record LoadAwareConfig(LoadAwareArgs args, Layered<UsageThresholds> thresholds) {
    private static final String USAGE = "usageThresholds";
    private static final String PROD = "prodUsageThresholds";
    private static final String AGGREGATED = "aggregated";
    private static final String FACTORS = "estimatedScalingFactors";
    private static final String WEIGHTS = "resourceWeights";
    private static final String PIN_SCORING = "pinScoring";

    /** What an item may say; the rest is the same for all nodes. */
    private static final FieldNames ITEM_NAMES = FieldNames.of("name", "nodeSelector", USAGE, PROD, AGGREGATED);

    static final FieldNames NAMES = FieldNames.of(
            "filterExpiredNodeMetrics",
            "nodeMetricExpirationSeconds",
            "enableScheduleWhenNodeMetricsExpired",
            WEIGHTS,
            "dominantResourceWeight",
            USAGE,
            PROD,
            "scoreAccordingProdUsage",
            "prodUsageIncludeSys",
            "estimator",
            FACTORS,
            "estimatedSecondsAfterPodScheduled",
            "estimatedSecondsAfterInitialized",
            "allowCustomizeEstimation",
            AGGREGATED,
            "supportedResources",
            "unmeteredScore",
            "bestScore",
            PIN_SCORING,
            ColocationDocument.ITEMS,
            // of a document that was cut out of a KubeSchedulerConfiguration
            "apiVersion",
            "kind");

    static final FieldNames AGGREGATED_NAMES = FieldNames.of(
            USAGE,
            "usageAggregationType",
            "usageAggregatedDuration",
            "scoreAggregationType",
            "scoreAggregatedDuration");

    static final FieldNames PIN_SCORING_NAMES =
            FieldNames.of("nodeStrategy", "numaStrategy", "cpuWeight", "memoryWeight");

    private static final List<String> STRATEGIES =
            Stream.of(AllocateStrategy.values()).map(AllocateStrategy::wireName).toList();
    private static final List<String> ESTIMATORS = List.of("defaultEstimator");
    private static final List<String> AGGREGATIONS =
            Stream.of(Aggregation.values()).map(Aggregation::wireName).toList();
    private static final long LONGEST_SECONDS = Duration.ofDays(365).toSeconds();
    private static final Map<String, Object> DEFAULT_THRESHOLDS = Map.of("cpu", 65L, "memory", 95L);

    public static final LoadAwareConfig DEFAULT = read(JsonObject.EMPTY, Findings.of("load-aware-config"));

    static LoadAwareConfig read(JsonObject raw, Findings findings) {
        JsonObject named = NAMES.canonicalize(raw, findings);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(named.fields());
        if (fields.get(USAGE) == null || Map.of().equals(fields.get(USAGE))) {
            fields.put(USAGE, DEFAULT_THRESHOLDS);
        }
        JsonObject document = new JsonObject(fields, named.path());
        UsageThresholds cluster = thresholds(document, findings);
        Layered<UsageThresholds> layers = new Layered<>(
                cluster, Layered.readItems(document, ColocationDocument.ITEMS, findings, (rawItem, here) -> {
                    JsonObject item = ITEM_NAMES.canonicalize(clusterWide(rawItem, here), here);
                    thresholds(item, here);
                    JsonObject merged = new JsonObject(Overlay.merge(document.fields(), item.fields()), item.path());
                    return here.isCleanHere() ? thresholds(merged, here) : cluster;
                }));
        return new LoadAwareConfig(args(new FieldReader(document, findings)), layers);
    }

    /** The item without what it cannot say. */
    private static JsonObject clusterWide(JsonObject item, Findings findings) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        NAMES.canonicalize(item).fields().forEach((name, value) -> {
            if (NAMES.all().contains(name) && !ITEM_NAMES.all().contains(name)) {
                findings.reject(item.pathOf(name) + " is the same for all nodes and belongs outside the list");
            } else {
                fields.put(name, value);
            }
        });
        return new JsonObject(fields, item.path());
    }

    private static UsageThresholds thresholds(JsonObject document, Findings findings) {
        FieldReader fields = new FieldReader(document, findings);
        return new UsageThresholds(levels(fields, USAGE), levels(fields, PROD), aggregated(fields.inner(AGGREGATED)));
    }

    private static Optional<UsageThresholds.Levels> levels(FieldReader fields, String name) {
        Map<String, Percent> levels = new TreeMap<>();
        integers(fields.inner(name), 0, 100).forEach((resource, level) -> levels.put(resource, new Percent(level)));
        return levels.isEmpty() ? Optional.empty() : Optional.of(new UsageThresholds.Levels(levels));
    }

    private static Optional<UsageThresholds.Aggregated> aggregated(FieldReader raw) {
        FieldReader fields =
                new FieldReader(AGGREGATED_NAMES.canonicalize(raw.object(), raw.findings()), raw.findings());
        Optional<UsageThresholds.Levels> levels = levels(fields, USAGE);
        Optional<Window> window = window(fields, "usage");
        if (levels.isPresent() != window.isPresent()) {
            fields.findings()
                    .warn(fields.object().path() + " has no effect on thresholds without both " + USAGE
                            + " and usageAggregationType");
        }
        return levels.flatMap(l -> window.map(w -> new UsageThresholds.Aggregated(l, w.aggregation(), w.length())));
    }

    private static Optional<Window> window(FieldReader fields, String of) {
        Duration length = fields.findings()
                .find(() -> fields.object().string(of + "AggregatedDuration").map(LoadAwareConfig::length))
                .orElse(Duration.ZERO);
        return fields.word(of + "AggregationType", AGGREGATIONS)
                .flatMap(Aggregation::parse)
                .map(aggregation -> new Window(aggregation, length));
    }

    private static Duration length(String text) {
        Duration length = GoDurations.parse(text);
        if (length.isNegative()) {
            throw new JsonException("'" + text + "' is negative, as no time is that usage is measured over");
        }
        return length;
    }

    private static LoadAwareArgs args(FieldReader fields) {
        LoadAwareArgs defaults = LoadAwareArgs.DEFAULT;
        fields.word("estimator", ESTIMATORS);
        Estimation estimation = estimation(fields, defaults.estimation());
        return new LoadAwareArgs(
                seconds(fields, "nodeMetricExpirationSeconds", 1).orElse(defaults.expiry()),
                fields.bool("filterExpiredNodeMetrics").orElse(defaults.filterExpired()),
                fields.bool("enableScheduleWhenNodeMetricsExpired").orElse(defaults.allowExpired()),
                score(fields, defaults.score(), estimation),
                estimation,
                fields.findings()
                        .attempt(() -> fields.object().strings("supportedResources"))
                        .orElse(List.of()),
                pinScoring(fields.inner(PIN_SCORING), defaults.pinScoring()));
    }

    private static PinScoring pinScoring(FieldReader raw, PinScoring defaults) {
        FieldReader fields =
                new FieldReader(PIN_SCORING_NAMES.canonicalize(raw.object(), raw.findings()), raw.findings());
        return new PinScoring(
                strategy(fields, "nodeStrategy").orElse(defaults.node()),
                strategy(fields, "numaStrategy").orElse(defaults.numa()),
                fields.integer("cpuWeight", 0, 100).orElse(defaults.cpuWeight()),
                fields.integer("memoryWeight", 0, 100).orElse(defaults.memoryWeight()));
    }

    private static Optional<AllocateStrategy> strategy(FieldReader fields, String name) {
        return fields.word(name, STRATEGIES).flatMap(AllocateStrategy::parse);
    }

    private static Score score(FieldReader fields, Score defaults, Estimation estimation) {
        Map<String, Long> weights = integers(fields.inner(WEIGHTS), 1, 100);
        weights.keySet().stream()
                .filter(resource -> !estimation.factors().containsKey(resource))
                .forEach(resource -> fields.findings()
                        .reject(fields.object().pathOf(WEIGHTS) + "." + resource + " needs a factor in " + FACTORS));
        long dominant = fields.integer("dominantResourceWeight", 0, 100).orElse(0L);
        return new Score(
                weights.isEmpty() && dominant == 0 ? defaults.weights() : weights,
                (int) dominant,
                fields.bool("scoreAccordingProdUsage").orElse(defaults.byProd()),
                fields.bool("prodUsageIncludeSys").orElse(defaults.prodIncludesSystem()),
                window(fields.inner(AGGREGATED), "score"),
                fields.integer("unmeteredScore", 0, 100).map(Long::intValue).orElse(defaults.unmetered()),
                fields.integer("bestScore", 1, 100).map(Long::intValue).orElse(defaults.best()));
    }

    private static Estimation estimation(FieldReader fields, Estimation defaults) {
        Map<String, Percent> factors = new TreeMap<>(defaults.factors());
        integers(fields.inner(FACTORS), 1, 100)
                .forEach((resource, factor) -> factors.put(resource, new Percent(factor)));
        return new Estimation(
                factors,
                seconds(fields, "estimatedSecondsAfterPodScheduled", 0),
                seconds(fields, "estimatedSecondsAfterInitialized", 0),
                fields.bool("allowCustomizeEstimation").orElse(defaults.customizable()));
    }

    private static Optional<Duration> seconds(FieldReader fields, String name, long least) {
        return fields.integer(name, least, LONGEST_SECONDS).map(Duration::ofSeconds);
    }

    private static Map<String, Long> integers(FieldReader fields, long min, long max) {
        Map<String, Long> numbers = new TreeMap<>();
        fields.object()
                .fields()
                .keySet()
                .forEach(name -> fields.integer(name, min, max).ifPresent(number -> numbers.put(name, number)));
        return numbers;
    }

    /** As documents: thresholds with the rest beside those of the cluster. */
    Layered<Object> documents() {
        Map<String, @Nullable Object> cluster =
                render(thresholds.cluster(), args.score().window());
        cluster.putAll(render(args));
        Layered<Object> items = thresholds.map(said -> render(said, Optional.empty()));
        return new Layered<>(cluster, items.items());
    }

    private static Map<String, @Nullable Object> render(LoadAwareArgs args) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("filterExpiredNodeMetrics", args.filterExpired());
        fields.put("nodeMetricExpirationSeconds", args.expiry().toSeconds());
        fields.put("enableScheduleWhenNodeMetricsExpired", args.allowExpired());
        fields.put(WEIGHTS, new TreeMap<>(args.score().weights()));
        fields.put("dominantResourceWeight", args.score().dominantWeight());
        fields.put("scoreAccordingProdUsage", args.score().byProd());
        fields.put("prodUsageIncludeSys", args.score().prodIncludesSystem());
        fields.put(FACTORS, percents(args.estimation().factors()));
        args.estimation()
                .afterScheduled()
                .ifPresent(time -> fields.put("estimatedSecondsAfterPodScheduled", time.toSeconds()));
        args.estimation()
                .afterInitialized()
                .ifPresent(time -> fields.put("estimatedSecondsAfterInitialized", time.toSeconds()));
        fields.put("allowCustomizeEstimation", args.estimation().customizable());
        fields.put("supportedResources", args.supportedResources());
        fields.put("unmeteredScore", args.score().unmetered());
        fields.put("bestScore", args.score().best());
        fields.put(PIN_SCORING, render(args.pinScoring()));
        return fields;
    }

    private static Map<String, @Nullable Object> render(PinScoring scoring) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("nodeStrategy", scoring.node().wireName());
        fields.put("numaStrategy", scoring.numa().wireName());
        fields.put("cpuWeight", scoring.cpuWeight());
        fields.put("memoryWeight", scoring.memoryWeight());
        return fields;
    }

    private static Map<String, @Nullable Object> render(UsageThresholds thresholds, Optional<Window> score) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        thresholds.usage().ifPresent(levels -> fields.put(USAGE, percents(levels.byResource())));
        thresholds.prod().ifPresent(levels -> fields.put(PROD, percents(levels.byResource())));
        Map<String, @Nullable Object> aggregated = new LinkedHashMap<>();
        thresholds.aggregated().ifPresent(part -> {
            aggregated.put(USAGE, percents(part.levels().byResource()));
            putWindow(aggregated, "usage", new Window(part.aggregation(), part.window()));
        });
        score.ifPresent(window -> putWindow(aggregated, "score", window));
        if (!aggregated.isEmpty()) {
            fields.put(AGGREGATED, aggregated);
        }
        return fields;
    }

    private static void putWindow(Map<String, @Nullable Object> fields, String of, Window window) {
        fields.put(of + "AggregationType", window.aggregation().wireName());
        if (!window.length().isZero()) {
            fields.put(of + "AggregatedDuration", GoDurations.format(window.length()));
        }
    }

    private static Map<String, Long> percents(Map<String, Percent> byResource) {
        Map<String, Long> numbers = new TreeMap<>();
        byResource.forEach((resource, percent) -> numbers.put(resource, percent.value()));
        return numbers;
    }
}
