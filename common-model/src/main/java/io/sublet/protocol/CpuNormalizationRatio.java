package io.sublet.protocol;

import io.sublet.model.unit.Ratio;
import io.sublet.protocol.json.JsonException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The annotation {@value Annotations#CPU_NORMALIZATION_RATIO}: how much faster a node's CPUs are than the base. */
public final class CpuNormalizationRatio {
    private CpuNormalizationRatio() {}

    /** A decimal number over zero. */
    public static Parsed<Ratio> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            try {
                return Ratio.of(new BigDecimal(text));
            } catch (ArithmeticException | IllegalArgumentException e) {
                throw new JsonException("not a ratio over zero: " + text);
            }
        });
    }

    /** Two digits after the point. */
    public static String render(Ratio ratio) {
        return ratio.toString();
    }
}
