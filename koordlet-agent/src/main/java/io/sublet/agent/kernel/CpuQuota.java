package io.sublet.agent.kernel;

import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import java.time.Duration;

/**
 * The CPU time that a group may use in each period of the CFS bandwidth controller; see "CFS Bandwidth Control" in the
 * kernel's documentation.
 *
 * @param micros microseconds per period; -1 for no limit
 */
public record CpuQuota(long micros) {
    public static final CpuQuota UNLIMITED = new CpuQuota(-1);

    /** The kernel takes no quota above this, half a year; see MAX_BW in kernel/sched/. */
    static final long KERNEL_MAXIMUM_MICROS = (1L << 44) - 1;

    /** The kernel takes no quota below this. */
    public static final long KERNEL_MINIMUM_MICROS = 1000;

    public CpuQuota {
        if (micros != -1 && micros < 0) {
            throw new IllegalArgumentException("a quota is -1 or not negative, was " + micros + " us");
        }
    }

    public static CpuQuota of(MilliCpu cpu, Duration period) {
        long milli = Math.max(0, cpu.value());
        long perCpu = Math.max(1, toMicros(period));
        return new CpuQuota(
                milli > KERNEL_MAXIMUM_MICROS * 1000 / perCpu ? KERNEL_MAXIMUM_MICROS : milli * perCpu / 1000);
    }

    public boolean isUnlimited() {
        return micros < 0;
    }

    /** The CPU that this quota amounts to; only for a limited one. */
    public MilliCpu cpu(Duration period) {
        if (isUnlimited()) {
            throw new IllegalStateException("an unlimited quota is no amount of CPU");
        }
        return new MilliCpu(Math.min(micros, KERNEL_MAXIMUM_MICROS) * 1000 / Math.max(1, toMicros(period)));
    }

    /** Whether this one lets at least as much through as the other one. */
    public boolean contains(CpuQuota other) {
        return isUnlimited() || (!other.isUnlimited() && micros >= other.micros);
    }

    /**
     * The same work on CPUs that are faster by a ratio: less time, rounded up and not below what the kernel takes. A ratio of one
     * or less changes nothing.
     */
    public CpuQuota normalizedBy(Ratio ratio) {
        if (isUnlimited() || ratio.compareTo(Ratio.ONE) <= 0) {
            return this;
        }
        long most = Math.min(micros, KERNEL_MAXIMUM_MICROS);
        return new CpuQuota(Math.max(KERNEL_MINIMUM_MICROS, Math.ceilDiv(most * 100, ratio.hundredths())));
    }

    /** Whether this quota amounts to more CPU than another one of another period; no limit is above every limit. */
    public boolean isAbove(Duration period, CpuQuota other, Duration otherPeriod) {
        if (isUnlimited() || other.isUnlimited()) {
            return isUnlimited() && !other.isUnlimited();
        }
        return isMore(micros, toMicros(otherPeriod), other.micros, toMicros(period));
    }

    /** Whether the product of the first two is more than that of the others; neither need fit into a long. */
    private static boolean isMore(long one, long by, long other, long times) {
        long high = Math.multiplyHigh(one, by);
        long otherHigh = Math.multiplyHigh(other, times);
        return high != otherHigh ? high > otherHigh : Long.compareUnsigned(one * by, other * times) > 0;
    }

    public static long toMicros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    @Override
    public String toString() {
        return isUnlimited() ? "unlimited" : micros + "us";
    }
}
