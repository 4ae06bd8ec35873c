package io.sublet.agent.predict;

import io.sublet.algo.DecayingHistogram.Checkpoint;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A model as one line of JSON. */
record ModelCheckpoint(String name, Instant since, Instant updated, Checkpoint cpu, Checkpoint memory) {
    String line() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", name);
        fields.put("since", since.toString());
        fields.put("updated", updated.toString());
        fields.put("cpu", tree(cpu));
        fields.put("memory", tree(memory));
        return Json.write(fields);
    }

    private static Map<String, Object> tree(Checkpoint histogram) {
        Map<String, Object> weights = new LinkedHashMap<>();
        histogram.weights().forEach((bucket, weight) -> weights.put(bucket.toString(), weight));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("reference", histogram.reference().toString());
        // As text, since the number may have hundreds of digits.
        fields.put("total", Double.toString(histogram.total()));
        fields.put("weights", weights);
        return fields;
    }

    /**
     * Reads a line.
     *
     * @throws JsonException if it is none
     */
    static ModelCheckpoint parse(String line) {
        JsonObject fields = Json.parseObject(line);
        return new ModelCheckpoint(
                text(fields, "model"),
                time(fields, "since"),
                time(fields, "updated"),
                histogram(fields.objectOrEmpty("cpu")),
                histogram(fields.objectOrEmpty("memory")));
    }

    private static Checkpoint histogram(JsonObject fields) {
        SortedMap<Integer, Integer> weights = new TreeMap<>();
        JsonObject counts = fields.objectOrEmpty("weights");
        try {
            for (String bucket : counts.fields().keySet()) {
                weights.put(
                        Integer.parseInt(bucket),
                        Math.toIntExact(counts.integer(bucket).orElseThrow()));
            }
            return new Checkpoint(time(fields, "reference"), weights, Double.parseDouble(text(fields, "total")));
        } catch (NumberFormatException | ArithmeticException e) {
            throw new JsonException("not a histogram: " + e.getMessage());
        }
    }

    private static Instant time(JsonObject fields, String name) {
        try {
            return Instant.parse(text(fields, name));
        } catch (DateTimeException e) {
            throw new JsonException(name + " is no time");
        }
    }

    private static String text(JsonObject fields, String name) {
        return fields.string(name).orElseThrow(() -> new JsonException("no " + name));
    }
}
