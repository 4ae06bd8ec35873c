package io.sublet.agent.decide.burst;

import io.sublet.agent.kernel.CpuQuota;
import io.sublet.model.unit.Percent;

/** Which way a container's quota goes. */
enum Scale {
    UP,
    DOWN,
    REMAIN,
    RESET;

    /** What the state of the shared CPUs leaves of a wish. */
    Scale under(PoolState state) {
        return switch (state) {
            case OVERLOAD -> this == RESET ? RESET : DOWN;
            case COOLING, UNKNOWN -> this == UP ? REMAIN : this;
            case IDLE -> this;
        };
    }

    /** The next quota: a fifth more or less, never below the container's own and never above that times the percentage. */
    CpuQuota next(CpuQuota now, CpuQuota own, Percent most) {
        long target = switch (this) {
            case UP -> now.micros() * 6 / 5;
            case DOWN -> now.micros() * 4 / 5;
            case REMAIN -> now.micros();
            case RESET -> own.micros();
        };
        return new CpuQuota(Math.clamp(target, own.micros(), Math.max(own.micros(), most.of(own.micros()))));
    }
}
