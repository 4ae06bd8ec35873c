package io.sublet.e2e.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The middle of some values and how far they go: of the few rounds of a benchmark more would pretend. */
public record Spread(double median, double least, double most) {
    /** Of the values that are numbers; empty if none is. */
    public static Optional<Spread> of(List<Double> values) {
        List<Double> sorted =
                values.stream().filter(value -> !value.isNaN()).sorted().toList();
        if (sorted.isEmpty()) {
            return Optional.empty();
        }
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return Optional.of(new Spread(median, sorted.getFirst(), sorted.getLast()));
    }

    /** As {@code 12.3 (11.0…14.9)}. */
    public String text(int decimals) {
        String format = "%." + decimals + "f";
        return String.format(Locale.ROOT, format + " (" + format + "…" + format + ")", median, least, most);
    }
}
