package io.sublet.e2e.bench.extender;

import java.util.Locale;

/**
 * How long it takes to choose CPUs for a pod, in a process with the extender's own flags. Prints microseconds for each number of
 * CPUs of the command line.
 */
final class AccumulateProbe {
    private static final int WARM_UP = 100_000;
    private static final int MEASURED = 50_000;
    private static final long SEED = 1;

    private AccumulateProbe() {}

    public static void main(String[] cpuCounts) {
        for (String count : cpuCounts) {
            Allocations allocations = Allocations.on(Integer.parseInt(count), SEED);
            long chosen = choose(allocations, WARM_UP);
            long start = System.nanoTime();
            chosen += choose(allocations, MEASURED);
            double micros = (System.nanoTime() - start) / 1e3 / MEASURED;
            // Looking at what was chosen keeps a compiler from leaving the choosing out.
            if (chosen == 0) {
                throw new IllegalStateException("nothing was chosen");
            }
            System.out.println(String.format(Locale.ROOT, "%s %.3f", count, micros));
        }
    }

    private static long choose(Allocations allocations, int times) {
        long chosen = 0;
        for (int i = 0; i < times; i++) {
            chosen += allocations.next();
        }
        return chosen;
    }
}
