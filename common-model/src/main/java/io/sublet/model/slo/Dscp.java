package io.sublet.model.slo;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A code point of Differentiated Services: the upper six bits of the DS field, by which routers tell kinds of traffic; see RFC 2474.
 * The lower two bits of the field are those of congestion notification.
 *
 * @param value 0..63
 */
public record Dscp(int value) {
    public static final int MAX = 63;

    private static final Pattern CLASS_SELECTOR = Pattern.compile("CS([0-7])");
    private static final Pattern ASSURED = Pattern.compile("AF([1-4])([1-3])");

    public Dscp {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException("a DSCP is in 0.." + MAX + ", was " + value);
        }
    }

    /** From a name of RFC 2474, 2597, 3246 and 8622: CS0..CS7, AF11..AF43, EF, LE. */
    public static Optional<Dscp> ofName(String name) {
        Matcher selector = CLASS_SELECTOR.matcher(name);
        if (selector.matches()) {
            return Optional.of(new Dscp(8 * Integer.parseInt(selector.group(1))));
        }
        Matcher assured = ASSURED.matcher(name);
        if (assured.matches()) {
            return Optional.of(
                    new Dscp(8 * Integer.parseInt(assured.group(1)) + 2 * Integer.parseInt(assured.group(2))));
        }
        return switch (name) {
            case "EF" -> Optional.of(new Dscp(46));
            case "LE" -> Optional.of(new Dscp(1));
            default -> Optional.empty();
        };
    }
}
