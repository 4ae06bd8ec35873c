package io.sublet.manager.overcommit;

import io.sublet.model.resource.CpuMemory;

/** Arithmetic that ends at the largest number instead of wrapping: what is far below zero must stay there. */
final class Amounts {
    private Amounts() {}

    /** The second not negative; never under {@code -Long.MAX_VALUE}. */
    static CpuMemory minus(CpuMemory a, CpuMemory b) {
        return CpuMemory.of(
                minus(a.cpu().value(), b.cpu().value()),
                minus(a.memory().value(), b.memory().value()));
    }

    /** An equal part for each of so many, rounded up: parts together are never less than the whole. Not negative. */
    static CpuMemory share(CpuMemory amount, int parts) {
        return CpuMemory.of(
                Math.ceilDiv(amount.cpu().value(), parts),
                Math.ceilDiv(amount.memory().value(), parts));
    }

    /**
     * A share as the protocol reckons it, in binary floating point and truncated toward zero: 35 % of 22 cores are 7,699
     * milli-CPUs. A negative percentage is a margin that promises more than there is.
     */
    static long percent(long amount, long percent) {
        return (long) (amount * (percent / 100.0));
    }

    /** The same of both resources. */
    static CpuMemory percent(CpuMemory amount, long cpu, long memory) {
        return CpuMemory.of(
                percent(amount.cpu().value(), cpu), percent(amount.memory().value(), memory));
    }

    private static long minus(long a, long b) {
        long difference = a - b;
        return a < 0 && difference >= 0 ? -Long.MAX_VALUE : Math.max(difference, -Long.MAX_VALUE);
    }
}
