package io.sublet.agent.decide.suppress;

import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.SurgePhase;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.Optional;

/**
 * The next quota on the way to a target. Down at once; up by at most a tenth of the capacity per second, so that best effort
 * does not come back faster than online usage is measured, but after a short surge to what it had before in one step
 * ({@link Comeback}); from no limit at all straight to the target. A change below one
 * percent of the capacity is not worth a write, unless it leads to the floor.
 */
final class QuotaStep {
    /** The floor at a period of 100 ms: a fiftieth of a CPU, so that batch processes stay alive. */
    private static final long FLOOR_MICROS_PER_100_MS = 2000;

    private QuotaStep() {}

    /** The quota below which best effort is never put. */
    static CpuQuota floor(Duration period) {
        long micros = FLOOR_MICROS_PER_100_MS * CpuQuota.toMicros(period) / 100_000;
        return new CpuQuota(Math.max(micros, CpuQuota.KERNEL_MINIMUM_MICROS));
    }

    /**
     * The quota to write; empty if the current one stays.
     *
     * @param surge bounds the way up
     */
    static Optional<CpuQuota> next(
            CpuQuota current,
            Duration period,
            MilliCpu target,
            MilliCpu capacity,
            Duration sinceLast,
            SurgePhase surge) {
        long all = CpuQuota.of(capacity, period).micros();
        long floor = floor(period).micros();
        long wanted = Math.max(floor, Math.min(all, CpuQuota.of(target, period).micros()));
        if (current.isUnlimited()) {
            return Optional.of(new CpuQuota(wanted));
        }
        long change = wanted - current.micros();
        boolean toFloor = wanted == floor && change != 0;
        if (!toFloor && Math.abs(change) < Math.max(1, all / 100)) {
            return Optional.empty();
        }
        long second = Duration.ofSeconds(1).toNanos();
        long step = (long) (all / 10.0 * Math.min(second, sinceLast.toNanos()) / second);
        long highest = switch (surge) {
            case SurgePhase.Calm calm -> current.micros() + step;
            case SurgePhase.Lasting lasting -> current.micros();
            case SurgePhase.Over(MilliCpu again) ->
                Math.max(CpuQuota.of(again, period).micros(), current.micros() + step);
        };
        long next = Math.min(wanted, highest);
        return next == current.micros() ? Optional.empty() : Optional.of(new CpuQuota(next));
    }
}
