package io.sublet.e2e.demo;

import java.time.Duration;
import java.util.Locale;

/**
 * Something that had to happen and did.
 *
 * @param what the event and what it caused
 * @param delay from the event to its effect
 * @param detail the values seen
 */
record Transition(String what, Duration delay, String detail) {
    String row() {
        double seconds = delay.toNanos() / 1e9;
        String time = seconds < 1
                ? String.format(Locale.ROOT, "%.0f ms", seconds * 1000)
                : String.format(Locale.ROOT, "%.1f s", seconds);
        return String.format(Locale.ROOT, "  %-52s %8s   %s", what, time, detail);
    }
}
