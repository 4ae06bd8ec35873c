package io.sublet.agent.decide.latency;

import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a target stands. Times are since the machine was started.
 *
 * @param since when it was first looked at
 * @param allowance what it leaves best effort; empty while it takes nothing
 * @param steppedAt when the allowance was changed last
 * @param known whether there ever was a latency
 */
record TargetState(Duration since, Optional<MilliCpu> allowance, Optional<Duration> steppedAt, boolean known) {
    TargetState stepped(MilliCpu cpu, Duration now) {
        return new TargetState(since, Optional.of(cpu), Optional.of(now), true);
    }

    TargetState takingNothing() {
        return new TargetState(since, Optional.empty(), steppedAt, known);
    }

    TargetState measured() {
        return known ? this : new TargetState(since, allowance, steppedAt, true);
    }
}
