package io.sublet.protocol;

import io.sublet.model.pod.PodSelector;
import io.sublet.model.slo.LatencyTarget;
import io.sublet.model.slo.LatencyTarget.Steering;
import io.sublet.model.slo.WatermarkRule.Signal;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Latency targets, in the ConfigMap and in NodeSLO alike. */
public final class LatencyTargets {
    /** All fields of a target. */
    public static final List<String> FIELDS = List.of(
            "name",
            ExternalSignals.QUERY,
            ExternalSignals.ENDPOINT,
            ExternalSignals.PODS,
            "limit",
            "periodSeconds",
            "decreasePercent",
            "increasePercent",
            "headroomPercent",
            "minimumPercent",
            "dryRun");

    private static final BigDecimal LARGEST = BigDecimal.TEN.pow(18);

    private LatencyTargets() {}

    /**
     * Reads one target.
     *
     * @throws JsonException if it cannot be used
     */
    public static LatencyTarget parse(JsonObject target) {
        PodSelector pods = ExternalSignals.pods(target);
        if (ExternalSignals.hasQuery(target) == ExternalSignals.hasEndpoint(target)) {
            throw new JsonException(target.path() + " must have exactly one of prometheusQuery and podEndpoint");
        }
        Signal signal =
                ExternalSignals.hasQuery(target) ? ExternalSignals.query(target) : ExternalSignals.endpoint(target);
        return new LatencyTarget(
                Fields.text(target, "name"),
                signal,
                pods,
                limit(target),
                steering(target),
                target.bool("dryRun").orElse(false));
    }

    private static BigDecimal limit(JsonObject target) {
        BigDecimal limit = target.number("limit")
                .orElseThrow(() -> new JsonException(target.pathOf("limit") + " must be a number, was absent"));
        if (limit.signum() <= 0 || limit.compareTo(LARGEST) > 0) {
            throw new JsonException(target.pathOf("limit") + " must be above 0 and at most " + LARGEST.toPlainString()
                    + ", was " + limit);
        }
        return ExternalSignals.binary(limit);
    }

    private static Steering steering(JsonObject target) {
        Steering otherwise = Steering.DEFAULT;
        return new Steering(
                Fields.integer(target, "periodSeconds", 10, 600)
                        .map(Duration::ofSeconds)
                        .orElse(otherwise.period()),
                Fields.percent(target, "decreasePercent", 1, 90).orElse(otherwise.decrease()),
                Fields.percent(target, "increasePercent", 1, 50).orElse(otherwise.increase()),
                Fields.percent(target, "headroomPercent", 0, 90).orElse(otherwise.headroom()),
                Fields.percent(target, "minimumPercent", 0, 100).orElse(otherwise.minimum()));
    }

    /** A target that says everything. */
    public static Map<String, @Nullable Object> render(LatencyTarget target) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", target.name());
        switch (target.signal()) {
            case Signal.PrometheusQuery(String query) -> tree.put(ExternalSignals.QUERY, query);
            case Signal.PodEndpoint endpoint -> tree.put(ExternalSignals.ENDPOINT, ExternalSignals.render(endpoint));
            default -> throw new IllegalStateException(target.signal() + " is no latency");
        }
        tree.put(ExternalSignals.PODS, PodSelectors.render(target.pods()));
        tree.put("limit", target.limit());
        Steering steering = target.steering();
        tree.put("periodSeconds", steering.period().toSeconds());
        tree.put("decreasePercent", steering.decrease().value());
        tree.put("increasePercent", steering.increase().value());
        tree.put("headroomPercent", steering.headroom().value());
        tree.put("minimumPercent", steering.minimum().value());
        tree.put("dryRun", target.dryRun());
        return tree;
    }
}
