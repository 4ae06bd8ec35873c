package io.sublet.protocol;

import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.InterferenceRule.Bandwidth;
import io.sublet.model.slo.InterferenceRule.Detection;
import io.sublet.model.slo.InterferenceRule.Response;
import io.sublet.model.slo.InterferenceRule.Severity;
import io.sublet.model.unit.Bytes;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How antagonists are found and treated, in the ConfigMap and in NodeSLO alike. */
public final class InterferenceRules {
    /** All fields. */
    public static final List<String> FIELDS = List.of(
            "enable",
            "windowSeconds",
            "deviations",
            "outlierWindows",
            "ofWindows",
            "correlation",
            "learnMinutes",
            "severestAction",
            "throttlePercent",
            "holdSeconds",
            "restSeconds",
            "leastCachePercent",
            "leastBandwidthPercent",
            "cacheReturnSeconds",
            "bandwidthEnable",
            "memoryBandwidthMBps",
            "bandwidthThresholdPercent",
            "bandwidthSharePercent",
            "bandwidthReadings");

    private static final int MOST_WINDOWS = 20;
    /** Pressure is read every ten seconds. */
    private static final int GRAIN_SECONDS = 10;
    /** As vendors of memory count. */
    private static final long MEGABYTE = 1_000_000;
    /** From a slow single channel to ten terabytes, beyond which a unit was mistaken. */
    private static final long LEAST_MEGABYTES = 100;

    private static final long MOST_MEGABYTES = 10_000_000;

    private InterferenceRules() {}

    /**
     * Reads them; what is absent has its default.
     *
     * @throws JsonException if they cannot be used
     */
    public static InterferenceRule parse(JsonObject rule) {
        return new InterferenceRule(
                rule.bool("enable").orElse(false), detection(rule), response(rule), bandwidth(rule));
    }

    private static Detection detection(JsonObject rule) {
        Detection otherwise = Detection.DEFAULT;
        Duration window = seconds(rule, "windowSeconds", GRAIN_SECONDS, 300, otherwise.window());
        if (window.toSeconds() % GRAIN_SECONDS != 0) {
            throw new JsonException(rule.pathOf("windowSeconds") + " must be a multiple of " + GRAIN_SECONDS + ", was "
                    + window.toSeconds());
        }
        int outliers = count(rule, "outlierWindows", 1, otherwise.outlierWindows());
        return new Detection(
                window,
                number(rule, "deviations", "1", "10", otherwise.deviations()),
                outliers,
                count(rule, "ofWindows", outliers, Math.max(outliers, otherwise.ofWindows())),
                number(rule, "correlation", "0.1", "1", otherwise.correlation()),
                Fields.integer(rule, "learnMinutes", 5, 10_080)
                        .map(Duration::ofMinutes)
                        .orElse(otherwise.learning()));
    }

    private static Response response(JsonObject rule) {
        Response otherwise = Response.DEFAULT;
        String severest =
                rule.string("severestAction").orElse(otherwise.severest().wireName());
        return new Response(
                Severity.parse(severest)
                        .orElseThrow(() -> new JsonException(rule.pathOf("severestAction") + " must be one of "
                                + Severity.names() + ", was " + severest)),
                Fields.percent(rule, "throttlePercent", 1, 90).orElse(otherwise.throttle()),
                seconds(rule, "holdSeconds", 30, 3600, otherwise.hold()),
                seconds(rule, "restSeconds", 60, 86_400, otherwise.rest()),
                Fields.percent(rule, "leastCachePercent", 1, 100).orElse(otherwise.leastCache()),
                Fields.percent(rule, "leastBandwidthPercent", 1, 100).orElse(otherwise.leastBandwidth()),
                seconds(rule, "cacheReturnSeconds", 10, 3600, otherwise.cacheReturn()));
    }

    private static Bandwidth bandwidth(JsonObject rule) {
        Bandwidth otherwise = Bandwidth.DEFAULT;
        return new Bandwidth(
                rule.bool("bandwidthEnable").orElse(otherwise.enabled()),
                Fields.integer(rule, "memoryBandwidthMBps", LEAST_MEGABYTES, MOST_MEGABYTES)
                        .map(megabytes -> new Bytes(megabytes * MEGABYTE)),
                Fields.percent(rule, "bandwidthThresholdPercent", 10, 100).orElse(otherwise.threshold()),
                Fields.percent(rule, "bandwidthSharePercent", 1, 100).orElse(otherwise.share()),
                count(rule, "bandwidthReadings", 1, otherwise.readings()));
    }

    private static Duration seconds(JsonObject rule, String field, long min, long max, Duration otherwise) {
        return Fields.integer(rule, field, min, max).map(Duration::ofSeconds).orElse(otherwise);
    }

    private static int count(JsonObject rule, String field, int min, int otherwise) {
        return Fields.integer(rule, field, min, MOST_WINDOWS)
                .map(Long::intValue)
                .orElse(otherwise);
    }

    private static BigDecimal number(JsonObject rule, String field, String min, String max, BigDecimal otherwise) {
        return rule.number(field)
                .map(value -> {
                    if (value.compareTo(new BigDecimal(min)) < 0 || value.compareTo(new BigDecimal(max)) > 0) {
                        throw new JsonException(
                                rule.pathOf(field) + " must be in " + min + ".." + max + ", was " + value);
                    }
                    return ExternalSignals.binary(value);
                })
                .orElse(otherwise);
    }

    /** Rules that say everything. */
    public static Map<String, @Nullable Object> render(InterferenceRule rule) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("enable", rule.enabled());
        Detection detection = rule.detection();
        tree.put("windowSeconds", detection.window().toSeconds());
        tree.put("deviations", detection.deviations());
        tree.put("outlierWindows", (long) detection.outlierWindows());
        tree.put("ofWindows", (long) detection.ofWindows());
        tree.put("correlation", detection.correlation());
        tree.put("learnMinutes", detection.learning().toMinutes());
        Response response = rule.response();
        tree.put("severestAction", response.severest().wireName());
        tree.put("throttlePercent", response.throttle().value());
        tree.put("holdSeconds", response.hold().toSeconds());
        tree.put("restSeconds", response.rest().toSeconds());
        tree.put("leastCachePercent", response.leastCache().value());
        tree.put("leastBandwidthPercent", response.leastBandwidth().value());
        tree.put("cacheReturnSeconds", response.cacheReturn().toSeconds());
        Bandwidth bandwidth = rule.bandwidth();
        tree.put("bandwidthEnable", bandwidth.enabled());
        bandwidth.movable().ifPresent(bytes -> tree.put("memoryBandwidthMBps", bytes.value() / MEGABYTE));
        tree.put("bandwidthThresholdPercent", bandwidth.threshold().value());
        tree.put("bandwidthSharePercent", bandwidth.share().value());
        tree.put("bandwidthReadings", (long) bandwidth.readings());
        return tree;
    }
}
