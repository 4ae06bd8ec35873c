package io.sublet.protocol;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.json.JsonException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kubernetes quantities ({@code 500m}, {@code 1Gi}, {@code 25k}): see "Quantity" in k8s.io/apimachinery. Values finer than
 * the unit asked for are rounded up, as Kubernetes does.
 */
public final class Quantities {
    private static final Pattern QUANTITY =
            Pattern.compile("([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+))([eE][+-]?[0-9]{1,2}|[numkMGTPE]|[KMGTPE]i)?");
    /**
     * Of a text. What the API server stores has at most 19 digits, a point and nine places; the time to read a number grows with
     * the square of its length, and an annotation may have a quarter of a million characters.
     */
    private static final int LONGEST = 100;

    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final String DECIMAL = "kMGTPE";
    private static final String BINARY = "KMGTPE";
    private static final Map<String, Integer> FRACTIONS = Map.of("n", -9, "u", -6, "m", -3);
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    /** Of {@link #plain}, which knows no negative numbers. */
    private static final long NOT_PLAIN = -1;

    private static final int PLAIN_DIGITS = 15;

    private Quantities() {}

    /**
     * The exact value of a quantity.
     *
     * @throws JsonException if the text is none
     */
    public static BigDecimal parse(String text) {
        if (text.length() > LONGEST) {
            throw new JsonException(
                    "'" + text.substring(0, LONGEST) + "…' of " + text.length() + " characters is not a quantity");
        }
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            throw new JsonException("'" + text + "' is not a quantity");
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        String suffix = matcher.group(2);
        if (suffix == null) {
            return number;
        }
        if (suffix.endsWith("i")) {
            return number.multiply(KIBI.pow(BINARY.indexOf(suffix.charAt(0)) + 1));
        }
        if (suffix.length() == 1) {
            Integer fraction = FRACTIONS.get(suffix);
            return number.scaleByPowerOfTen(fraction != null ? fraction : 3 * (DECIMAL.indexOf(suffix) + 1));
        }
        return number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1)));
    }

    /** CPU in cores, as in {@code requests.cpu}. */
    public static MilliCpu parseCpu(String text) {
        long plain = plain(text, 1000);
        return new MilliCpu(
                plain != NOT_PLAIN ? plain : wholeNumber(text, parse(text).scaleByPowerOfTen(3)));
    }

    /** Memory. */
    public static Bytes parseBytes(String text) {
        return new Bytes(parseCount(text));
    }

    /** A quantity that counts whole things, such as the milli-CPUs of batch-cpu. */
    public static long parseCount(String text) {
        long plain = plain(text, 1);
        return plain != NOT_PLAIN ? plain : wholeNumber(text, parse(text));
    }

    /**
     * The value of digits with at most one suffix, which is what almost every quantity on the wire is: a report has a hundred
     * of them, and exact decimals cost most of the time of reading it.
     *
     * @param perOne units that are asked for in the quantity 1
     * @return rounded up; {@link #NOT_PLAIN} if the text is anything else or too large to tell so simply
     */
    private static long plain(String text, long perOne) {
        int digits = 0;
        long number = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            number = 10 * number + text.charAt(digits++) - '0';
            if (digits > PLAIN_DIGITS) {
                return NOT_PLAIN;
            }
        }
        if (digits == 0) {
            return NOT_PLAIN;
        }
        return switch (text.length() - digits) {
            case 0 -> product(number, perOne);
            case 1 -> text.charAt(digits) == 'm' ? Math.ceilDiv(number * perOne, 1000L) : NOT_PLAIN;
            case 2 ->
                text.charAt(digits + 1) == 'i' ? product(number, perOne * binary(text.charAt(digits))) : NOT_PLAIN;
            default -> NOT_PLAIN;
        };
    }

    private static long binary(char suffix) {
        return switch (suffix) {
            case 'K' -> 1L << 10;
            case 'M' -> 1L << 20;
            case 'G' -> 1L << 30;
            default -> NOT_PLAIN;
        };
    }

    private static long product(long number, long factor) {
        return factor < 0 || Math.multiplyHigh(number, factor) != 0 || number * factor < 0
                ? NOT_PLAIN
                : number * factor;
    }

    private static long wholeNumber(String text, BigDecimal value) {
        BigDecimal rounded = value.setScale(0, RoundingMode.CEILING);
        if (rounded.abs().compareTo(LARGEST) > 0) {
            throw new JsonException("'" + text + "' is out of range");
        }
        return rounded.longValueExact();
    }

    /** CPU in cores: {@code 2}, {@code 1500m}. */
    public static String format(MilliCpu cpu) {
        return cpu.value() % 1000 == 0 ? formatCount(cpu.value() / 1000) : cpu.value() + "m";
    }

    /** Memory in canonical form with binary suffixes: {@code 6Gi}, {@code 1000}. */
    public static String format(Bytes bytes) {
        return shorten(bytes.value(), 1024, BINARY, "i");
    }

    /** A count in canonical form with decimal suffixes: {@code 25k}, {@code 1500}. */
    public static String formatCount(long count) {
        return shorten(count, 1000, DECIMAL, "");
    }

    private static String shorten(long value, long step, String suffixes, String ending) {
        long rest = value;
        int steps = 0;
        while (rest != 0 && rest % step == 0 && steps < suffixes.length()) {
            rest /= step;
            steps++;
        }
        return steps == 0 ? Long.toString(rest) : rest + suffixes.substring(steps - 1, steps) + ending;
    }
}
