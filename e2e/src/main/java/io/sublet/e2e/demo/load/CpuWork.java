package io.sublet.e2e.demo.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * Work of a known amount of CPU time. It counts the thread's own CPU clock and not the wall clock, so that a request
 * takes as much CPU when it has to wait for it: only then does latency show what the neighbours do.
 *
 * @param cpuNanos CPU time, nanoseconds
 */
record CpuWork(long cpuNanos) implements RequestWork {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    /** About 20 µs of work between two looks at the clock, which is a system call. */
    private static final int STEPS_PER_LOOK = 20_000;

    static CpuWork of(Duration time) {
        return new CpuWork(time.toNanos());
    }

    static CpuWork ofMilliseconds(double milliseconds) {
        return new CpuWork(Math.round(milliseconds * 1e6));
    }

    @Override
    public long run() {
        long end = THREADS.getCurrentThreadCpuTime() + cpuNanos;
        long state = end | 1;
        do {
            state = mix(state);
        } while (THREADS.getCurrentThreadCpuTime() < end);
        return state;
    }

    private static long mix(long seed) {
        long state = seed;
        for (int i = 0; i < STEPS_PER_LOOK; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
        }
        return state;
    }
}
