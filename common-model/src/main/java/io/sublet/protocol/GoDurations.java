package io.sublet.protocol;

import io.sublet.protocol.json.JsonException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them ({@code 5m0s}, {@code 1h30m0s}, {@code 1.5s}): see "ParseDuration" in Go's package time. */
public final class GoDurations {
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final long MICROSECOND = 1_000;
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    /** Of a text, which to read takes a time that grows with the square of the length of its numbers. */
    private static final int LONGEST = 100;

    private GoDurations() {}

    /**
     * The duration that a text means, less than a nanosecond cut off.
     *
     * @throws JsonException if the text is none, or longer than the 292 years that Go can hold
     */
    public static Duration parse(String text) {
        if (text.length() > LONGEST) {
            throw new JsonException(
                    "'" + text.substring(0, LONGEST) + "…' of " + text.length() + " characters is not a duration");
        }
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String magnitude = signed ? text.substring(1) : text;
        if (magnitude.equals("0")) {
            return Duration.ZERO;
        }
        Matcher part = PART.matcher(magnitude);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (end < magnitude.length() && part.find(end) && part.start() == end) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosOf(part.group(2)))));
            end = part.end();
        }
        if (end == 0 || end < magnitude.length()) {
            throw new JsonException("'" + text + "' is not a duration such as 5m0s");
        }
        if (nanos.compareTo(LARGEST) > 0) {
            throw new JsonException("'" + text + "' is out of range");
        }
        long value = nanos.setScale(0, RoundingMode.DOWN).longValueExact();
        return Duration.ofNanos(text.startsWith("-") ? -value : value);
    }

    /** The text that Go writes, so that both sides compare equal as text. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        if (duration.isZero()) {
            return "0s";
        }
        long nanos = duration.toNanos();
        if (nanos < MICROSECOND) {
            return nanos + "ns";
        }
        if (nanos < MILLISECOND) {
            return inUnit(nanos, 3) + "µs";
        }
        if (nanos < SECOND) {
            return inUnit(nanos, 6) + "ms";
        }
        String seconds = inUnit(nanos % MINUTE, 9) + "s";
        if (duration.toMinutes() == 0) {
            return seconds;
        }
        String minutes = duration.toMinutesPart() + "m" + seconds;
        return duration.toHours() == 0 ? minutes : duration.toHours() + "h" + minutes;
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "ms" -> MILLISECOND;
            case "s" -> SECOND;
            case "m" -> MINUTE;
            case "h" -> HOUR;
            default -> MICROSECOND; // three spellings
        };
    }

    private static String inUnit(long nanos, int digits) {
        BigDecimal value = BigDecimal.valueOf(nanos, digits);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
