package io.sublet.e2e.bench.protect;

import io.sublet.e2e.bench.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The outcomes as an SVG image: a bar for the median p99 of each arm in times of that of running alone, a line for least and most, the CPUs that batch
 * got beside it. Dark where the reader's screen is.
 */
final class OutcomePlot {
    private static final int WIDTH = 860;
    private static final int ROW = 22;
    private static final int HEAD = 44;
    private static final int BARS_FROM = 190;
    private static final int BARS_TO = 700;

    /** Bars that are longer are cut, and say how long they are: one bad arm would make all others look the same. */
    private static final double MOST = 4;

    private static final String STYLE = """
            <style>
              svg { background: #fff; font: 12px system-ui, sans-serif; }
              text { fill: #222; } .faint { fill: #666; } .head { font-weight: 600; }
              .alone { fill: #9aa5b1; } .uncontrolled { fill: #c0504d; } .governed { fill: #3b7dbd; }
              .range { stroke: #222; } .grid { stroke: #ccc; }
              @media (prefers-color-scheme: dark) {
                svg { background: #16181c; } text { fill: #ddd; } .faint { fill: #999; }
                .alone { fill: #6b7683; } .uncontrolled { fill: #d0655f; } .governed { fill: #5a9bd8; }
                .range { stroke: #ddd; } .grid { stroke: #3a3f46; }
              }
            </style>
            """;

    private OutcomePlot() {}

    static String svg(List<Outcome> outcomes) {
        StringBuilder rows = new StringBuilder();
        int y = HEAD;
        String family = "";
        for (Outcome outcome : outcomes) {
            if (!outcome.family().name().equals(family)) {
                family = outcome.family().name();
                y += ROW / 2;
                rows.append(text(8, y + 15, "head", "start", family));
                y += ROW;
            }
            rows.append(row(outcome, y));
            y += ROW;
        }
        int height = y + ROW;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">%n",
                WIDTH,
                height,
                WIDTH,
                height));
        svg.append("<title>Online p99 beside batch, in times of running alone</title>\n")
                .append(STYLE);
        svg.append(text(8, 22, "head", "start", "Online p99, in times of running alone"));
        svg.append(text(WIDTH - 8, 22, "head", "end", "p99 ms · CPUs of batch"));
        for (int times = 0; times <= MOST; times++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>%n",
                    x(times),
                    HEAD,
                    height - ROW));
            svg.append(text(x(times), HEAD - 6, "faint", "middle", times + "×"));
        }
        return svg.append(rows).append("</svg>\n").toString();
    }

    private static String row(Outcome outcome, int y) {
        StringBuilder row = new StringBuilder(
                text(BARS_FROM - 8, y + 15, "", "end", outcome.arm().name()));
        Optional<Spread> ratio = Spread.of(outcome.p99ToAlone());
        ratio.ifPresent(spread -> row.append(bar(outcome, spread, y)));
        String p99 = Spread.of(outcome.p99())
                .map(spread -> String.format(Locale.ROOT, "%.1f", spread.median()))
                .orElse("-");
        String batch = Spread.of(outcome.batchCpus())
                .map(spread -> String.format(Locale.ROOT, "%.2f", spread.median()))
                .orElse("-");
        row.append(text(WIDTH - 8, y + 15, "faint", "end", p99 + " · " + batch));
        return row.toString();
    }

    private static String bar(Outcome outcome, Spread ratio, int y) {
        String kind = switch (outcome.arm().batch()) {
            case STOPPED -> "alone";
            case UNCONTROLLED -> "uncontrolled";
            case GOVERNED -> "governed";
        };
        StringBuilder bar = new StringBuilder(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s</title></rect>%n",
                kind,
                BARS_FROM,
                y + 3,
                x(ratio.median()) - BARS_FROM,
                ROW - 6,
                escape(outcome.arm().meaning() + ": " + ratio.text(2))));
        bar.append(String.format(
                Locale.ROOT,
                "<line class=\"range\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$d\" y2=\"%3$d\"/>%n",
                x(ratio.least()),
                x(ratio.most()),
                y + ROW / 2));
        if (ratio.median() > MOST) {
            String more = String.format(Locale.ROOT, "%.1f×", ratio.median());
            bar.append(text(BARS_TO + 6, y + 15, "", "start", more));
        }
        return bar.toString();
    }

    private static double x(double times) {
        return BARS_FROM + (BARS_TO - BARS_FROM) * Math.min(times, MOST) / MOST;
    }

    private static String text(double x, int y, String kind, String anchor, String content) {
        return String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                kind,
                x,
                y,
                anchor,
                escape(content));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
