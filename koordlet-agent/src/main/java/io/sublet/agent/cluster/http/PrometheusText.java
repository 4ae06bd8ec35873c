package io.sublet.agent.cluster.http;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads numbers out of the answers of Prometheus and of those that it scrapes. */
final class PrometheusText {
    private PrometheusText() {}

    /**
     * The samples of a metric in the text format, whatever their labels; a line that is not of the format, or no finite number, is left out.
     */
    static List<Double> samples(String text, String metric) {
        return text.lines()
                .filter(line -> line.startsWith(metric))
                .map(line -> line.substring(metric.length()))
                .map(PrometheusText::valueBehindLabels)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Double> valueBehindLabels(String rest) {
        String text = rest;
        if (rest.startsWith("{")) {
            int end = endOfLabels(rest);
            if (end < 0) {
                return Optional.empty();
            }
            text = rest.substring(end + 1);
        }
        if (text.isEmpty() || !Character.isWhitespace(text.charAt(0))) {
            return Optional.empty();
        }
        // A time, and an exemplar behind a #, may follow.
        return number(text.strip().split("\\s+", 2)[0]);
    }

    private static int endOfLabels(String labels) {
        boolean quoted = false;
        for (int i = 0; i < labels.length(); i++) {
            char c = labels.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '}' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    /** The single number of an instant query's answer: a scalar, or a vector of one. */
    static Optional<Double> ofQuery(String answer) {
        if (!(Json.parse(answer) instanceof Map<?, ?> root)
                || !"success".equals(root.get("status"))
                || !(root.get("data") instanceof Map<?, ?> data)) {
            throw new JsonException("not a successful answer of Prometheus");
        }
        if (!(data.get("result") instanceof List<?> result)) {
            throw new JsonException("the answer has no result");
        }
        if ("scalar".equals(data.get("resultType"))) {
            return sample(result);
        }
        if (!"vector".equals(data.get("resultType"))) {
            throw new JsonException("the query must answer with one number, not with a " + data.get("resultType"));
        }
        if (result.size() > 1) {
            throw new JsonException("the query must answer with one number, not with " + result.size());
        }
        return result.isEmpty() || !(result.getFirst() instanceof Map<?, ?> series)
                ? Optional.empty()
                : series.get("value") instanceof List<?> value ? sample(value) : Optional.empty();
    }

    private static Optional<Double> sample(List<?> pair) {
        return pair.size() == 2 && pair.get(1) instanceof String text ? number(text) : Optional.empty();
    }

    private static Optional<Double> number(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
