package io.sublet.protocol;

import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.slo.WatermarkMetric;
import io.sublet.model.slo.WatermarkRule;
import io.sublet.model.slo.WatermarkRule.Comparison;
import io.sublet.model.slo.WatermarkRule.Mark;
import io.sublet.model.slo.WatermarkRule.Response;
import io.sublet.model.slo.WatermarkRule.Signal;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Watermark rules, in the ConfigMap and in NodeSLO alike. */
public final class WatermarkRules {
    /** All fields of a rule. */
    public static final List<String> FIELDS = List.of(
            "name",
            "metric",
            "tier",
            "podSelector",
            "prometheusQuery",
            "podEndpoint",
            "comparison",
            "value",
            "forSeconds",
            "restore",
            "action",
            "throttle",
            "evict",
            "coolDownSeconds",
            "dryRun");

    private static final long LONGEST_HOLD_SECONDS = 3600;
    private static final long LONGEST_COOL_DOWN_SECONDS = 86_400;
    private static final int LONGEST_QUERY = 2048;
    private static final Duration DEFAULT_HOLD = Duration.ofSeconds(30);
    private static final Duration DEFAULT_COOL_DOWN = Duration.ofMinutes(5);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal LARGEST = BigDecimal.TEN.pow(18);
    private static final Pattern METRIC_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern PATH = Pattern.compile("/[!-~]{0,255}");

    private WatermarkRules() {}

    /**
     * Reads one rule.
     *
     * @throws JsonException if it cannot be used
     */
    public static WatermarkRule parse(JsonObject rule) {
        Signal signal = signal(rule);
        Comparison comparison = comparison(rule);
        Mark trigger = new Mark(
                value(rule, signal)
                        .orElseThrow(() -> new JsonException(rule.pathOf("value") + " must be a number, was absent")),
                Fields.seconds(rule, "forSeconds", LONGEST_HOLD_SECONDS).orElse(DEFAULT_HOLD));
        return new WatermarkRule(
                Fields.text(rule, "name"),
                signal,
                comparison,
                trigger,
                restore(rule.objectOrEmpty("restore"), signal, comparison, trigger),
                response(rule),
                Fields.seconds(rule, "coolDownSeconds", LONGEST_COOL_DOWN_SECONDS)
                        .orElse(DEFAULT_COOL_DOWN),
                rule.bool("dryRun").orElse(false));
    }

    private static Signal signal(JsonObject rule) {
        boolean hasMetric = rule.fields().get("metric") != null;
        boolean hasQuery = rule.fields().get("prometheusQuery") != null;
        boolean hasEndpoint = rule.fields().get("podEndpoint") != null;
        if ((hasMetric ? 1 : 0) + (hasQuery ? 1 : 0) + (hasEndpoint ? 1 : 0) != 1) {
            throw new JsonException(rule.path() + " must have exactly one of metric, prometheusQuery and podEndpoint");
        }
        if (hasMetric) {
            return measured(rule);
        }
        return hasQuery ? query(rule) : endpoint(rule.objectOrEmpty("podEndpoint"), pods(rule));
    }

    private static Signal measured(JsonObject rule) {
        String name = Fields.text(rule, "metric");
        WatermarkMetric metric = WatermarkMetric.parse(name)
                .orElseThrow(() -> new JsonException(
                        rule.pathOf("metric") + " must be one of " + WatermarkMetric.names() + ", was " + name));
        return switch (metric.scope()) {
            case NODE -> new Signal.OfNode(metric);
            case TIER -> new Signal.OfTier(metric, tier(rule));
            case POD -> new Signal.OfPods(metric, pods(rule));
        };
    }

    private static PriorityClass tier(JsonObject rule) {
        String name = Fields.text(rule, "tier");
        return switch (name) {
            case "prod" -> PriorityClass.PROD;
            case "mid" -> PriorityClass.MID;
            case "batch" -> PriorityClass.BATCH;
            case "free" -> PriorityClass.FREE;
            default -> throw new JsonException(rule.pathOf("tier") + " must be prod, mid, batch or free, was " + name);
        };
    }

    private static PodSelector pods(JsonObject rule) {
        return rule.object("podSelector").map(PodSelectors::parse).orElse(PodSelector.EVERY_POD);
    }

    private static Signal query(JsonObject rule) {
        String query = Fields.text(rule, "prometheusQuery");
        if (query.length() > LONGEST_QUERY) {
            throw new JsonException(rule.pathOf("prometheusQuery") + " must be of " + LONGEST_QUERY
                    + " characters or fewer, was of " + query.length());
        }
        return new Signal.PrometheusQuery(query);
    }

    private static Signal endpoint(JsonObject endpoint, PodSelector pods) {
        int port = Fields.integer(endpoint, "port", 1, 65_535)
                .orElseThrow(() -> new JsonException(endpoint.pathOf("port") + " must be in 1..65535, was absent"))
                .intValue();
        String path = endpoint.string("path").orElse("/metrics");
        String metric = Fields.text(endpoint, "metric");
        if (!PATH.matcher(path).matches()) {
            throw new JsonException(endpoint.pathOf("path") + " must begin with / , was '" + path + "'");
        }
        if (!METRIC_NAME.matcher(metric).matches()) {
            throw new JsonException(endpoint.pathOf("metric") + " must be a metric's name, was '" + metric + "'");
        }
        return new Signal.PodEndpoint(port, path, metric, pods);
    }

    private static Comparison comparison(JsonObject rule) {
        String text = rule.string("comparison").orElse(Comparison.ABOVE.wireName());
        return Comparison.parse(text)
                .orElseThrow(
                        () -> new JsonException(rule.pathOf("comparison") + " must be Above or Below, was " + text));
    }

    private static Optional<BigDecimal> value(JsonObject mark, Signal signal) {
        boolean percent = switch (signal) {
            case Signal.OfNode(var metric) -> metric.isPercent();
            case Signal.OfTier(var metric, var tier) -> metric.isPercent();
            case Signal.OfPods(var metric, var pods) -> metric.isPercent();
            case Signal.PrometheusQuery query -> false;
            case Signal.PodEndpoint endpoint -> false;
        };
        BigDecimal largest = percent ? HUNDRED : LARGEST;
        BigDecimal smallest = percent ? BigDecimal.ZERO : LARGEST.negate();
        return mark.number("value").map(value -> {
            if (value.compareTo(smallest) < 0 || value.compareTo(largest) > 0) {
                throw new JsonException(mark.pathOf("value") + " must be in " + smallest.toPlainString() + ".."
                        + largest.toPlainString() + ", was " + value);
            }
            return binary(value);
        });
    }

    /** What is left of a number where numbers are binary, as in the API server: otherwise it never answers with the same. */
    private static BigDecimal binary(BigDecimal value) {
        BigDecimal kept = BigDecimal.valueOf(value.doubleValue()).stripTrailingZeros();
        return kept.scale() < 0 ? kept.setScale(0) : kept;
    }

    private static Mark restore(JsonObject restore, Signal signal, Comparison comparison, Mark trigger) {
        BigDecimal value = value(restore, signal).orElse(trigger.value());
        int side = value.compareTo(trigger.value());
        if (comparison == Comparison.ABOVE ? side > 0 : side < 0) {
            throw new JsonException(restore.pathOf("value") + " must be on the good side of "
                    + trigger.value().toPlainString() + ", was " + value.toPlainString());
        }
        return new Mark(
                value,
                Fields.seconds(restore, "forSeconds", LONGEST_HOLD_SECONDS).orElse(trigger.holds()));
    }

    private static Response response(JsonObject rule) {
        String action = rule.string("action").orElse("");
        return switch (action) {
            case "MarkUnschedulable" -> new Response.MarkUnschedulable();
            case "Throttle" -> {
                JsonObject throttle = rule.objectOrEmpty("throttle");
                yield new Response.Throttle(
                        Fields.percent(throttle, "stepPercent", 1, 100).orElse(new Percent(20)),
                        Fields.percent(throttle, "minimumPercent", 0, 100).orElse(new Percent(10)));
            }
            case "Evict" ->
                new Response.Evict(
                        Fields.seconds(rule.objectOrEmpty("evict"), "gracePeriodSeconds", LONGEST_HOLD_SECONDS));
            default ->
                throw new JsonException(
                        rule.pathOf("action") + " must be MarkUnschedulable, Throttle or Evict, was '" + action + "'");
        };
    }

    /** A rule that says everything. */
    public static Map<String, @Nullable Object> render(WatermarkRule rule) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", rule.name());
        render(rule.signal(), tree);
        tree.put("comparison", rule.comparison().wireName());
        tree.putAll(render(rule.trigger()));
        tree.put("restore", render(rule.restore()));
        switch (rule.response()) {
            case Response.MarkUnschedulable() -> tree.put("action", "MarkUnschedulable");
            case Response.Throttle(Percent step, Percent minimum) -> {
                tree.put("action", "Throttle");
                tree.put("throttle", Map.of("stepPercent", step.value(), "minimumPercent", minimum.value()));
            }
            case Response.Evict(var grace) -> {
                tree.put("action", "Evict");
                grace.ifPresent(time -> tree.put("evict", Map.of("gracePeriodSeconds", time.toSeconds())));
            }
        }
        tree.put("coolDownSeconds", rule.coolDown().toSeconds());
        tree.put("dryRun", rule.dryRun());
        return tree;
    }

    private static Map<String, @Nullable Object> render(Mark mark) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("value", mark.value());
        tree.put("forSeconds", mark.holds().toSeconds());
        return tree;
    }

    private static void render(Signal signal, Map<String, @Nullable Object> tree) {
        switch (signal) {
            case Signal.OfNode(var metric) -> tree.put("metric", metric.wireName());
            case Signal.OfTier(var metric, var tier) -> {
                tree.put("metric", metric.wireName());
                tree.put("tier", tier.wireName().substring("koord-".length()));
            }
            case Signal.OfPods(var metric, var pods) -> {
                tree.put("metric", metric.wireName());
                tree.put("podSelector", PodSelectors.render(pods));
            }
            case Signal.PrometheusQuery(String query) -> tree.put("prometheusQuery", query);
            case Signal.PodEndpoint(int port, String path, String metric, PodSelector pods) -> {
                Map<String, @Nullable Object> endpoint = new LinkedHashMap<>();
                endpoint.put("port", (long) port);
                endpoint.put("path", path);
                endpoint.put("metric", metric);
                tree.put("podEndpoint", endpoint);
                tree.put("podSelector", PodSelectors.render(pods));
            }
        }
    }
}
