package io.sublet.protocol;

import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a pod says about its own load before it is measured, in three annotations: {@value
 * Annotations#LOAD_ESTIMATED_SCALING_FACTORS}, {@value Annotations#LOAD_ESTIMATED_SECONDS_AFTER_POD_SCHEDULED} and {@value
 * Annotations#LOAD_ESTIMATED_SECONDS_AFTER_INITIALIZED}. Each that cannot be read says nothing, as a negative time does.
 *
 * @param factors percent of request or limit that is used, 0..1000, by resource
 * @param afterScheduled how long after it was scheduled it counts with its estimate, 0 or more
 * @param afterInitialized the same after it was initialized
 */
public record LoadEstimation(
        Map<String, Percent> factors, Optional<Duration> afterScheduled, Optional<Duration> afterInitialized) {
    /** The names of the annotations. */
    public static final Set<String> ANNOTATIONS = Set.of(
            Annotations.LOAD_ESTIMATED_SCALING_FACTORS,
            Annotations.LOAD_ESTIMATED_SECONDS_AFTER_POD_SCHEDULED,
            Annotations.LOAD_ESTIMATED_SECONDS_AFTER_INITIALIZED);

    /** A pod that says nothing. */
    public static final LoadEstimation NONE = new LoadEstimation(Map.of(), Optional.empty(), Optional.empty());

    /** More than ten times what a pod asked for is a slip of the pen. */
    private static final long LARGEST_FACTOR = 1000;

    private static final long LONGEST_SECONDS = Duration.ofDays(365).toSeconds();

    public LoadEstimation {
        factors = Map.copyOf(factors);
    }

    /** Reads the annotations of a pod. */
    public static LoadEstimation of(Map<String, String> annotations) {
        String factors = annotations.get(Annotations.LOAD_ESTIMATED_SCALING_FACTORS);
        String scheduled = annotations.get(Annotations.LOAD_ESTIMATED_SECONDS_AFTER_POD_SCHEDULED);
        String initialized = annotations.get(Annotations.LOAD_ESTIMATED_SECONDS_AFTER_INITIALIZED);
        if (factors == null && scheduled == null && initialized == null) {
            return NONE;
        }
        return new LoadEstimation(
                Parsed.of(factors, LoadEstimation::factors).valid().orElse(Map.of()),
                Parsed.of(scheduled, LoadEstimation::seconds).valid(),
                Parsed.of(initialized, LoadEstimation::seconds).valid());
    }

    private static Map<String, Percent> factors(String text) {
        JsonObject object = Json.parseObject(text);
        Map<String, Percent> factors = new TreeMap<>();
        for (String resource : object.fields().keySet()) {
            Fields.percent(object, resource, 0, LARGEST_FACTOR).ifPresent(factor -> factors.put(resource, factor));
        }
        return factors;
    }

    private static Duration seconds(String text) {
        try {
            long seconds = Long.parseLong(text);
            if (seconds < 0) {
                throw new JsonException("a time must not be negative, was " + seconds);
            }
            return Duration.ofSeconds(Math.min(seconds, LONGEST_SECONDS));
        } catch (NumberFormatException e) {
            throw new JsonException("'" + text + "' is no number of seconds");
        }
    }
}
