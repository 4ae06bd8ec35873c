package io.sublet.e2e.bench;

import io.sublet.e2e.cluster.ClusterException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can be said to benchmarks by variables of the environment, which make passes on ({@code make bench BENCH=agent
 * MEASURE_SECONDS=30}). Each method fails with a {@link ClusterException} of one sentence if what is said cannot be used.
 *
 * @param environment the variables
 */
public record BenchSettings(Map<String, String> environment) {
    public BenchSettings {
        environment = Map.copyOf(environment);
    }

    /** A whole number from 1 on. */
    public int number(String name, int usual, int most) {
        String text = environment.get(name);
        return text == null ? usual : whole(name, text, text, most, "1 to " + most);
    }

    /** Whole numbers from 1 on with commas between, sorted. */
    public List<Integer> numbers(String name, List<Integer> usual, int most) {
        String text = environment.get(name);
        return text == null
                ? usual
                : Arrays.stream(text.split(",", -1))
                        .map(part -> whole(name, text, part, most, "numbers of 1 to " + most + " with commas between"))
                        .sorted()
                        .toList();
    }

    private static int whole(String name, String text, String part, int most, String range) {
        if (!part.matches("[1-9]\\d{0,8}") || Integer.parseInt(part) > most) {
            throw unusable(name, text, range);
        }
        return Integer.parseInt(part);
    }

    /** A whole number from 0 on. */
    public long seed(String name, long usual) {
        String text = environment.get(name);
        if (text != null && !text.matches("\\d{1,18}")) {
            throw unusable(name, text, "a whole number");
        }
        return text == null ? usual : Long.parseLong(text);
    }

    /** A number with up to three digits after the point. */
    public double decimal(String name, double usual, double least, double most) {
        String text = environment.get(name);
        if (text == null) {
            return usual;
        }
        if (!text.matches("\\d{1,6}(\\.\\d{1,3})?")
                || Double.parseDouble(text) < least
                || Double.parseDouble(text) > most) {
            throw unusable(name, text, least + " to " + (long) most);
        }
        return Double.parseDouble(text);
    }

    /** Some of these words with commas between; all of them if nothing is said. */
    public Set<String> words(String name, List<String> known) {
        String text = environment.getOrDefault(name, "");
        if (text.isBlank()) {
            return new LinkedHashSet<>(known);
        }
        Set<String> words = new LinkedHashSet<>();
        for (String word : text.split(",", -1)) {
            if (!known.contains(word.strip())) {
                throw unusable(name, text, "some of " + String.join(", ", known) + " with commas between");
            }
            words.add(word.strip());
        }
        return words;
    }

    private static ClusterException unusable(String name, String text, String range) {
        return new ClusterException(name + " is '" + text + "'; it can be " + range);
    }
}
