package io.sublet.agent.observe;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Source;
import io.sublet.agent.observe.group.Beat;
import java.time.Duration;
import java.time.Instant;

/**
 * Counts observations and notices when time has passed in which nobody looked: the machine slept, or the agent came late. The monotonic clock
 * stands still while the machine sleeps, /proc/uptime goes on.
 */
final class Pulse {
    private static final long ALLOWED_SLEEP_NANOS = 1_000_000_000L;
    private static final long ALLOWED_GAP_NANOS = 10_000_000_000L;
    private static final long NANOS_PER_HUNDREDTH = 10_000_000L;

    private final Source uptime;
    private final Duration tick;
    private final AsciiText text = new AsciiText(64);
    private long number = -1;
    private long era;
    private long lastNanos;
    private long lastBoot;
    private long boot;

    Pulse(KernelFiles files, String procRoot, Duration tick) {
        this.uptime = new Source(files.file(procRoot + "/uptime"));
        this.tick = tick;
    }

    /** The next beat. */
    Beat next(long nanoTime, int cpus) {
        long hundredths = uptime.read(text) ? text.hundredthsAt(0, "") : AsciiText.NONE;
        long passed = nanoTime - lastNanos;
        // Where the uptime cannot be read, the monotonic clock stands in for it from there on.
        boot = hundredths == AsciiText.NONE ? lastBoot + (number < 0 ? 0 : passed) : hundredths * NANOS_PER_HUNDREDTH;
        long slept = boot - lastBoot - passed;
        boolean first = number < 0;
        if (!first
                && (Math.abs(slept) > ALLOWED_SLEEP_NANOS
                        || passed > Math.max(ALLOWED_GAP_NANOS, 10 * tick.toNanos()))) {
            era++;
        }
        number++;
        lastNanos = nanoTime;
        lastBoot = boot;
        return new Beat(number, nanoTime, cpus, era, tick);
    }

    /** The moment of the last beat. */
    Moment moment(Instant now) {
        return new Moment(now, Duration.ofNanos(boot));
    }
}
