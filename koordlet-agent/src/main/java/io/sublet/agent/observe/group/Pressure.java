package io.sublet.agent.observe.group;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.Source;
import io.sublet.model.reading.Reading;
import java.util.Optional;

/**
 * How much time was lost in waiting for one resource; see psi.rst of the kernel's documentation.
 *
 * @param some when at least one task waited
 * @param full when all tasks waited; missing where the kernel does not say, as for CPU before Linux 5.13
 */
public record Pressure(Window some, Reading<Window> full) {
    /**
     * Shares of the time, and the time itself.
     *
     * @param avg10 percent over the last 10 s, 0..100
     * @param avg60 percent over the last minute
     * @param avg300 percent over the last five minutes
     * @param totalMicros since the group began
     */
    public record Window(double avg10, double avg60, double avg300, long totalMicros) {}

    private static final long WHOLE = 100_00;

    /** The pressure that a file shows. */
    public static Reading<Pressure> read(Source source, AsciiText text) {
        return source.read(text) ? source.of(parse(text)) : source.missing();
    }

    /** Reads a pressure file; empty if it is not of its form. */
    public static Optional<Pressure> parse(AsciiText text) {
        Optional<Window> some = window(text, "some ");
        return some.map(first -> new Pressure(
                first,
                window(text, "full ")
                        .map(Reading::of)
                        .orElseGet(() -> Reading.missing("the kernel does not say when all tasks waited"))));
    }

    private static Optional<Window> window(AsciiText text, String kind) {
        for (int line = 0; line < text.length(); line = text.nextLine(line)) {
            if (text.startsWith(line, kind)) {
                long avg10 = text.hundredthsAt(line, "avg10=");
                long avg60 = text.hundredthsAt(line, "avg60=");
                long avg300 = text.hundredthsAt(line, "avg300=");
                long total = text.countAfter(line, "total=");
                boolean sane = isShare(avg10) && isShare(avg60) && isShare(avg300) && total != AsciiText.NONE;
                return sane
                        ? Optional.of(new Window(avg10 / 100.0, avg60 / 100.0, avg300 / 100.0, total))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isShare(long hundredths) {
        return hundredths >= 0 && hundredths <= WHOLE;
    }
}
