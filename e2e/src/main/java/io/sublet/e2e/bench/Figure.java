package io.sublet.e2e.bench;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One measured figure, a line of {@code target/bench/<bench>.json}.
 *
 * @param value the median of the runs
 * @param spread the least and the largest of the runs
 * @param setup what was measured on
 * @param commit of the working tree, with {@code +} for changes that are not committed
 */
public record Figure(
        String bench,
        String name,
        double value,
        String unit,
        int runs,
        List<Double> spread,
        Map<String, Object> setup,
        String commit,
        Instant at) {
    /** Of the values of several runs. */
    public static Figure of(BenchRun run, String name, String unit, List<Double> values) {
        Spread spread = Spread.of(values).orElseThrow(() -> new IllegalArgumentException(name + " was never measured"));
        return new Figure(
                run.bench(),
                name,
                spread.median(),
                unit,
                values.size(),
                List.of(spread.least(), spread.most()),
                run.setup(),
                run.commit(),
                run.at());
    }

    static Figure parse(String line) {
        JsonObject json = Json.parseObject(line);
        return new Figure(
                json.string("bench").orElseThrow(),
                json.string("name").orElseThrow(),
                json.number("value").orElseThrow().doubleValue(),
                json.string("unit").orElseThrow(),
                Math.toIntExact(json.integer("n").orElseThrow()),
                json.list("spread").stream()
                        .map(value -> ((Number) Objects.requireNonNull(value)).doubleValue())
                        .toList(),
                new LinkedHashMap<>(json.textMap("setup")),
                json.string("commit").orElseThrow(),
                Instant.parse(json.string("at").orElseThrow()));
    }

    String line() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("bench", bench);
        json.put("name", name);
        json.put("value", rounded(value));
        json.put("unit", unit);
        json.put("n", runs);
        json.put("spread", spread.stream().map(Figure::rounded).toList());
        json.put("setup", setup);
        json.put("commit", commit);
        json.put("at", at.toString());
        return Json.write(json);
    }

    private static BigDecimal rounded(double number) {
        return BigDecimal.valueOf(number).setScale(3, RoundingMode.HALF_UP);
    }
}
