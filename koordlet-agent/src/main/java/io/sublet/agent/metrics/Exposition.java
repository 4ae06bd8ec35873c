package io.sublet.agent.metrics;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes metrics in the text form of Prometheus 0.0.4 or of OpenMetrics 1.0.0. Each family is written once, with all its samples. A value that is
 * missing is left out, since zero would be a lie.
 */
public final class Exposition {
    /** The form of the text. */
    public enum Format {
        PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
        OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        public String contentType() {
            return contentType;
        }

        /** What a scraper with this header wants. */
        public static Format of(@Nullable String accept) {
            return accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : PROMETHEUS;
        }
    }

    /** What kind of number a family has. */
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private static final String TOTAL = "_total";

    private final Format format;
    private final StringBuilder text = new StringBuilder(4096);
    private final Set<String> families = new HashSet<>();
    private String family = "";
    private String pendingHeader = "";

    public Exposition(Format format) {
        this.format = format;
    }

    /**
     * Begins a family; it is written when its first sample is.
     *
     * @param name of a counter with the ending {@code _total}, or without it for one that must keep another program's name
     */
    public Exposition family(String name, Type type, String help) {
        if (!families.add(name)) {
            throw new IllegalStateException("the family " + name + " was written before");
        }
        boolean open = format == Format.OPEN_METRICS;
        boolean total = name.endsWith(TOTAL);
        family = name;
        String shown = open && total ? name.substring(0, name.length() - TOTAL.length()) : name;
        // OpenMetrics knows no counter without the ending.
        String kind =
                type == Type.COUNTER && open && !total ? "unknown" : type.name().toLowerCase(Locale.ROOT);
        pendingHeader = "# HELP " + shown + " " + help.replace("\\", "\\\\").replace("\n", "\\n") + "\n# TYPE " + shown
                + " " + kind + "\n";
        return this;
    }

    /**
     * A sample of the family.
     *
     * @param labels names and values in turn
     */
    public Exposition sample(double value, String... labels) {
        return line("", value, labels);
    }

    /** A sample that is a whole number. */
    public Exposition sample(long value, String... labels) {
        return sample((double) value, labels);
    }

    Exposition line(String ending, long value, String... labels) {
        return line(ending, (double) value, labels);
    }

    /** A sample whose name has an ending, of a histogram. */
    Exposition line(String ending, double value, String... labels) {
        text.append(pendingHeader);
        pendingHeader = "";
        text.append(family).append(ending);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1]);
            text.append('"');
        }
        text.append(labels.length == 0 ? " " : "} ").append(number(value)).append('\n');
        return this;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** The whole text. */
    public String end() {
        return format == Format.OPEN_METRICS ? text + "# EOF\n" : text.toString();
    }
}
