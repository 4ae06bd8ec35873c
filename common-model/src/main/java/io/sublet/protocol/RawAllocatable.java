package io.sublet.protocol;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#RAW_ALLOCATABLE}: what a node's kubelet says is allocatable, where
 * {@code status.allocatable} says more.
 *
 * @param amounts exact quantities by resource; in the protocol of CPU (cores) and memory (bytes) only
 */
public record RawAllocatable(Map<String, BigDecimal> amounts) {
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    public RawAllocatable {
        amounts = Collections.unmodifiableMap(new TreeMap<>(amounts));
    }

    public static Parsed<RawAllocatable> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> new RawAllocatable(quantities(Json.parseObject(text))));
    }

    /** As JSON with sorted keys and quantities in canonical form. */
    public String render() {
        return Json.write(texts(amounts));
    }

    static Map<String, BigDecimal> quantities(JsonObject list) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        for (String resource : list.fields().keySet()) {
            list.text(resource).ifPresent(text -> amounts.put(resource, amount(resource, text)));
        }
        return amounts;
    }

    /**
     * The exact amount that a quantity of the resource stands for.
     *
     * @throws JsonException if the text is no quantity, a negative one, or one that is too large to be written again
     */
    public static BigDecimal amount(String resource, String quantity) {
        BigDecimal amount = Quantities.parse(quantity);
        if (amount.signum() < 0 || truncated(resource, amount).isEmpty()) {
            throw new JsonException(resource + " is out of range: '" + quantity + "'");
        }
        return amount;
    }

    /** Without what is finer than the resource is counted in, a milli-CPU or a byte; empty if it is out of range. */
    public static Optional<BigDecimal> truncated(String resource, BigDecimal amount) {
        int digits = resource.equals(ResourceNames.CPU) ? 3 : 0;
        BigDecimal units = amount.scaleByPowerOfTen(digits);
        // Only what is in range is written out.
        return units.abs().compareTo(LARGEST) > 0
                ? Optional.empty()
                : Optional.of(units.setScale(0, RoundingMode.DOWN).scaleByPowerOfTen(-digits));
    }

    static Map<String, String> texts(Map<String, BigDecimal> amounts) {
        Map<String, String> texts = new TreeMap<>();
        amounts.forEach((resource, amount) -> texts.put(resource, text(resource, amount)));
        return texts;
    }

    /** An amount that is in range as a quantity in canonical form, truncated. */
    public static String text(String resource, BigDecimal amount) {
        return resource.equals(ResourceNames.CPU)
                ? Quantities.format(new MilliCpu(amount.scaleByPowerOfTen(3).longValue()))
                : Quantities.format(new Bytes(amount.longValue()));
    }
}
