package io.sublet.e2e.cluster.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Says what happens, one line per step with the seconds it took. */
public record Progress(PrintStream out) {
    /** Takes a step and returns its result. */
    public <T> T step(String name, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        out.println(String.format(Locale.ROOT, "  %-58s %6.1f s", name, seconds));
        return result;
    }

    /** Takes a step that has no result. */
    public void run(String name, Runnable work) {
        step(name, () -> {
            work.run();
            return true;
        });
    }

    /** A line that is not a step. */
    public void say(String line) {
        out.println(line);
    }
}
