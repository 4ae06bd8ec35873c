package io.sublet.e2e.demo.load;

import java.util.SplittableRandom;

/** Times between independent arrivals: exponentially distributed, the same for the same seed. */
final class PoissonArrivals {
    private final SplittableRandom random;

    PoissonArrivals(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Nanoseconds until the next arrival at {@code ratePerSecond} arrivals per second on average. */
    long nextGapNanos(double ratePerSecond) {
        // 1 - u is above 0, u itself may be 0.
        return Math.round(-Math.log(1 - random.nextDouble()) / ratePerSecond * 1e9);
    }
}
