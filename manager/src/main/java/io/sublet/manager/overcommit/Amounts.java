package io.sublet.manager.overcommit;

import io.sublet.model.resource.CpuMemory;

/** Arithmetic that ends at the largest number instead of wrapping: a sum that is too large must stay large. */
final class Amounts {
    private Amounts() {}

    /** Both not negative. */
    static CpuMemory plus(CpuMemory a, CpuMemory b) {
        return CpuMemory.of(
                plus(a.cpu().value(), b.cpu().value()),
                plus(a.memory().value(), b.memory().value()));
    }

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

    static long plus(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static long minus(long a, long b) {
        long difference = a - b;
        return a < 0 && difference >= 0 ? -Long.MAX_VALUE : Math.max(difference, -Long.MAX_VALUE);
    }
}
