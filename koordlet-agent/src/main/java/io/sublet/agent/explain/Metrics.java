package io.sublet.agent.explain;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** The values of all metrics. A gauge without a value is left out, since zero would be a lie. */
public final class Metrics {
    private static final double[] LOOP_BUCKETS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1};

    private final EnumMap<Metric, TreeMap<String, Double>> values = new EnumMap<>(Metric.class);

    /** Sets the value of a metric without labels. */
    public void set(Metric metric, double value) {
        set(metric, "", value);
    }

    /**
     * Sets the value of one series.
     *
     * @param labels as from {@link #label}, empty for none
     */
    public synchronized void set(Metric metric, String labels, double value) {
        values.computeIfAbsent(metric, key -> new TreeMap<>()).put(metric.series() + braces(labels), value);
    }

    /** Takes all series of a metric away. */
    public synchronized void clear(Metric metric) {
        values.remove(metric);
    }

    public synchronized void add(Metric metric, String labels, double value) {
        values.computeIfAbsent(metric, key -> new TreeMap<>())
                .merge(metric.series() + braces(labels), value, Double::sum);
    }

    /** Counts the duration of a tick. */
    public synchronized void observeLoop(double seconds) {
        TreeMap<String, Double> series = values.computeIfAbsent(Metric.LOOP_BUCKET, key -> new TreeMap<>());
        String name = Metric.LOOP_BUCKET.series();
        for (double bound : LOOP_BUCKETS) {
            series.merge(name + "_bucket{le=\"" + bound + "\"}", seconds <= bound ? 1.0 : 0.0, Double::sum);
        }
        series.merge(name + "_bucket{le=\"+Inf\"}", 1.0, Double::sum);
        series.merge(name + "_sum", seconds, Double::sum);
        series.merge(name + "_count", 1.0, Double::sum);
    }

    /** One label; several are joined by commas. */
    public static String label(String name, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return name + "=\"" + escaped + "\"";
    }

    private static String braces(String labels) {
        return labels.isEmpty() ? "" : "{" + labels + "}";
    }

    /** The text that Prometheus scrapes. */
    public synchronized String render() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Metric, TreeMap<String, Double>> metric : values.entrySet()) {
            text.append(metric.getKey().header());
            metric.getValue()
                    .forEach((series, value) -> text.append(series)
                            .append(' ')
                            .append(BigDecimal.valueOf(value)
                                    .stripTrailingZeros()
                                    .toPlainString())
                            .append('\n'));
        }
        return text.toString();
    }
}
