package io.sublet.cli.fleet;

import io.sublet.model.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Samples in the Prometheus text format, version 0.0.4. Lines that are none are passed over. */
public record MetricsText(List<Sample> samples) {
    private static final Pattern LINE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})?\\s+([-+0-9.eEInfNa]+)(?:\\s+-?[0-9]+)?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** One value of a series. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    public MetricsText {
        samples = List.copyOf(samples);
    }

    public static MetricsText parse(String text) {
        List<Sample> samples = new ArrayList<>();
        text.lines().forEach(line -> {
            Matcher matcher = LINE.matcher(line.strip());
            if (matcher.matches()) {
                String labels = matcher.group(2);
                samples.add(
                        new Sample(matcher.group(1), labels(labels == null ? "" : labels), number(matcher.group(3))));
            }
        });
        return new MetricsText(samples);
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        Matcher matcher = LABEL.matcher(text);
        while (matcher.find()) {
            labels.put(matcher.group(1), matcher.group(2).replace("\\\"", "\"").replace("\\\\", "\\"));
        }
        return labels;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.replace("Inf", "Infinity"));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** The first value of that name; missing where there is none that is a number. */
    public Reading<Double> value(String name) {
        return samples.stream()
                .filter(sample -> sample.name.equals(name) && Double.isFinite(sample.value))
                .findFirst()
                .map(sample -> Reading.of(sample.value))
                .orElseGet(() -> Reading.missing("the agent does not say " + name));
    }

    /** The label of the first sample of that name whose value is not zero. */
    public Reading<String> label(String name, String label) {
        return samples.stream()
                .filter(sample -> sample.name.equals(name) && sample.value != 0)
                .map(sample -> sample.labels.getOrDefault(label, ""))
                .findFirst()
                .map(Reading::of)
                .orElseGet(() -> Reading.missing("the agent does not say " + name));
    }
}
