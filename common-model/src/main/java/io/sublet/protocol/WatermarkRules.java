package io.sublet.protocol;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.slo.WatermarkMetric;
import io.sublet.model.slo.WatermarkMetric.Unit;
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
    private static final Duration DEFAULT_HOLD = Duration.ofSeconds(30);
    private static final Duration DEFAULT_COOL_DOWN = Duration.ofMinutes(5);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal LARGEST = BigDecimal.TEN.pow(18);

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
        boolean hasQuery = ExternalSignals.hasQuery(rule);
        boolean hasEndpoint = ExternalSignals.hasEndpoint(rule);
        if ((hasMetric ? 1 : 0) + (hasQuery ? 1 : 0) + (hasEndpoint ? 1 : 0) != 1) {
            throw new JsonException(rule.path() + " must have exactly one of metric, prometheusQuery and podEndpoint");
        }
        if (hasMetric) {
            return measured(rule);
        }
        return hasQuery ? ExternalSignals.query(rule) : ExternalSignals.endpoint(rule);
    }

    private static Signal measured(JsonObject rule) {
        String name = Fields.text(rule, "metric");
        WatermarkMetric metric = WatermarkMetric.parse(name)
                .orElseThrow(() -> new JsonException(
                        rule.pathOf("metric") + " must be one of " + WatermarkMetric.names() + ", was " + name));
        return switch (metric.scope()) {
            case NODE -> new Signal.OfNode(metric);
            case TIER -> new Signal.OfTier(metric, tier(rule));
            case POD -> new Signal.OfPods(metric, ExternalSignals.pods(rule));
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

    private static Comparison comparison(JsonObject rule) {
        String text = rule.string("comparison").orElse(Comparison.ABOVE.wireName());
        return Comparison.parse(text)
                .orElseThrow(
                        () -> new JsonException(rule.pathOf("comparison") + " must be Above or Below, was " + text));
    }

    private static Optional<BigDecimal> value(JsonObject mark, Signal signal) {
        Optional<Unit> unit = switch (signal) {
            case Signal.OfNode(var metric) -> Optional.of(metric.unit());
            case Signal.OfTier(var metric, var tier) -> Optional.of(metric.unit());
            case Signal.OfPods(var metric, var pods) -> Optional.of(metric.unit());
            case Signal.PrometheusQuery query -> Optional.empty();
            case Signal.PodEndpoint endpoint -> Optional.empty();
        };
        BigDecimal largest = unit.equals(Optional.of(Unit.PERCENT)) ? HUNDRED : LARGEST;
        BigDecimal smallest = unit.isPresent() ? BigDecimal.ZERO : LARGEST.negate();
        return mark.number("value").map(value -> {
            if (value.compareTo(smallest) < 0 || value.compareTo(largest) > 0) {
                throw new JsonException(mark.pathOf("value") + " must be in " + smallest.toPlainString() + ".."
                        + largest.toPlainString() + ", was " + value);
            }
            return ExternalSignals.binary(value);
        });
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
            case Signal.PodEndpoint endpoint -> {
                tree.put("podEndpoint", ExternalSignals.render(endpoint));
                tree.put("podSelector", PodSelectors.render(endpoint.pods()));
            }
        }
    }
}
