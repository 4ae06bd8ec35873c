package io.sublet.protocol;

import io.sublet.model.unit.Ratio;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#AMPLIFICATION_RATIOS}: by how much the allocatable resources of a node are made to look
 * larger than they are.
 *
 * @param byResource ratio by name of the resource, over 0
 */
public record AmplificationRatios(Map<String, BigDecimal> byResource) {
    /** Far beyond any ratio that makes sense, and far from overflow. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1000);

    public AmplificationRatios {
        byResource = Collections.unmodifiableMap(new TreeMap<>(byResource));
    }

    /** Absent where the annotation is missing or empty, as the protocol has it. */
    public static Parsed<AmplificationRatios> parse(@Nullable String annotation) {
        String given = annotation == null || annotation.isEmpty() ? null : annotation;
        return Parsed.of(given, text -> {
            JsonObject ratios = Json.parseObject(text);
            Map<String, BigDecimal> byResource = new TreeMap<>();
            for (String resource : ratios.fields().keySet()) {
                ratios.number(resource).ifPresent(ratio -> {
                    if (ratio.signum() <= 0) {
                        throw new JsonException(resource + " must be over 0, was " + ratio);
                    }
                    byResource.put(resource, ratio);
                });
            }
            return new AmplificationRatios(byResource);
        });
    }

    /** The resource's ratio; 1, which changes nothing, where none is given. */
    public BigDecimal of(String resource) {
        return byResource.getOrDefault(resource, BigDecimal.ONE);
    }

    /** By how much CPU is amplified: 1 where a ratio below that is given, which the protocol ignores. */
    public Ratio cpu() {
        return Ratio.of(of(ResourceNames.CPU).max(BigDecimal.ONE).min(MOST));
    }

    /** As JSON with sorted keys and two digits after each point, because readers compare the text. */
    public String render() {
        return byResource.entrySet().stream()
                .map(ratio -> "\"" + ratio.getKey() + "\":"
                        + ratio.getValue().setScale(2, RoundingMode.HALF_EVEN).toPlainString())
                .collect(Collectors.joining(",", "{", "}"));
    }
}
