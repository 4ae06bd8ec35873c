package io.sublet.protocol;

import io.sublet.model.pod.PodSelector;
import io.sublet.model.slo.WatermarkRule.Signal;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers that rules take from elsewhere: fields {@code prometheusQuery}, {@code podEndpoint} and {@code podSelector}. */
final class ExternalSignals {
    static final String QUERY = "prometheusQuery";
    static final String ENDPOINT = "podEndpoint";
    static final String PODS = "podSelector";

    private static final int LONGEST_QUERY = 2048;
    private static final Pattern METRIC_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern PATH = Pattern.compile("/[!-~]{0,255}");

    private ExternalSignals() {}

    static boolean hasQuery(JsonObject rule) {
        return rule.fields().get(QUERY) != null;
    }

    static boolean hasEndpoint(JsonObject rule) {
        return rule.fields().get(ENDPOINT) != null;
    }

    static PodSelector pods(JsonObject rule) {
        return rule.object(PODS).map(PodSelectors::parse).orElse(PodSelector.EVERY_POD);
    }

    static Signal query(JsonObject rule) {
        String query = Fields.text(rule, QUERY);
        if (query.length() > LONGEST_QUERY) {
            throw new JsonException(rule.pathOf(QUERY) + " must be of " + LONGEST_QUERY
                    + " characters or fewer, was of " + query.length());
        }
        return new Signal.PrometheusQuery(query);
    }

    static Signal endpoint(JsonObject rule) {
        JsonObject endpoint = rule.objectOrEmpty(ENDPOINT);
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
        return new Signal.PodEndpoint(port, path, metric, pods(rule));
    }

    static Map<String, @Nullable Object> render(Signal.PodEndpoint endpoint) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("port", (long) endpoint.port());
        tree.put("path", endpoint.path());
        tree.put("metric", endpoint.metric());
        return tree;
    }

    /** What is left of a number where numbers are binary, as in the API server: otherwise it never answers with the same. */
    static BigDecimal binary(BigDecimal value) {
        BigDecimal kept = BigDecimal.valueOf(value.doubleValue()).stripTrailingZeros();
        return kept.scale() < 0 ? kept.setScale(0) : kept;
    }
}
