package io.sublet.cli.render;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Amounts as people read them: CPU in cores, memory in GiB, time in its largest units. */
public final class Amounts {
    static final String NONE = "-";
    private static final double GIB = 1L << 30;

    private Amounts() {}

    /** {@code 12.4}: cores. */
    public static String cores(MilliCpu cpu) {
        return String.format(Locale.ROOT, "%.1f", cpu.value() / 1000.0);
    }

    /** {@code 31.2Gi}. */
    public static String gib(Bytes memory) {
        return String.format(Locale.ROOT, "%.1fGi", memory.value() / GIB);
    }

    /** Tenths of a percent as {@code 31.4 %}. */
    public static String percent(long perMille) {
        return String.format(Locale.ROOT, "%.1f %%", perMille / 10.0);
    }

    /** {@code 45s}, {@code 3m}, {@code 2h}, {@code 5d}. */
    public static String age(Duration age) {
        if (age.compareTo(Duration.ofMinutes(2)) < 0) {
            return age.toSeconds() + "s";
        }
        if (age.compareTo(Duration.ofHours(2)) < 0) {
            return age.toMinutes() + "m";
        }
        return age.compareTo(Duration.ofDays(2)) < 0 ? age.toHours() + "h" : age.toDays() + "d";
    }

    static <T> String orNone(Reading<T> reading, Function<T, String> text) {
        return reading.map(text).toOptional().orElse(NONE);
    }

    static <T> String orNone(Optional<T> value, Function<T, String> text) {
        return value.map(text).orElse(NONE);
    }
}
