package io.sublet.webhook.profile;

import io.sublet.protocol.Parsed;
import java.util.regex.Pattern;

/**
 * The share of matching pods that a profile changes.
 *
 * @param percent 0 or less is none, 100 or more is all
 */
public record Probability(int percent) {
    public static final Probability ALWAYS = new Probability(100);

    private static final Pattern PERCENTAGE = Pattern.compile("[+-]?[0-9]{1,9}%");

    /** From text such as {@code 30%}. */
    public static Parsed<Probability> parse(String text) {
        return PERCENTAGE.matcher(text).matches()
                ? new Parsed.Valid<>(new Probability(Integer.parseInt(text.substring(0, text.length() - 1))))
                : new Parsed.Invalid<>("spec.probability '" + text + "' is neither an integer nor a percentage");
    }

    /** Whether the draw decides: neither none nor all. */
    public boolean isByChance() {
        return percent > 0 && percent < 100;
    }

    /**
     * Whether a pod with this draw is among the share, so that of the hundred draws exactly {@code percent} are.
     *
     * @param draw 0..99
     */
    public boolean covers(int draw) {
        return draw < percent;
    }
}
