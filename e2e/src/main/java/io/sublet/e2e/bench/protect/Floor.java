package io.sublet.e2e.bench.protect;

import io.sublet.e2e.scenario.TierTrace.Point;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** When best effort was at its floor, the least that its quota was in a step, from the quota as a sampler outside of the agent has seen it. */
final class Floor {
    /** A way that is shorter is the noise of the calm, as a part of what the quota was before. */
    private static final double SHORTEST_WAY = 0.1;

    /** What is left of the way when it counts as done. */
    private static final double REST = 0.01;

    private Floor() {}

    /**
     * Milliseconds from the step on; empty if there is no quota, or if it did not have far to go.
     *
     * @param points changes of the quota, in their order, the first from before the step
     */
    static OptionalDouble reachedAfterMillis(List<Point> points, Instant step) {
        double before = quota(points.stream()
                .filter(point -> !point.at().isAfter(step))
                .reduce((earlier, later) -> later)
                .orElse(points.getFirst()));
        List<Point> after =
                points.stream().filter(point -> point.at().isAfter(step)).toList();
        double floor = after.stream().mapToDouble(Floor::quota).min().orElse(before);
        double way = before - floor;
        if (!Double.isFinite(before) || way < SHORTEST_WAY * before) {
            return OptionalDouble.empty();
        }
        return after.stream()
                .filter(point -> quota(point) <= floor + REST * way)
                .mapToDouble(point -> Duration.between(step, point.at()).toNanos() / 1e6)
                .findFirst();
    }

    private static double quota(Point point) {
        return point.quota().map(MilliCpu::value).map(Long::doubleValue).orElse(Double.POSITIVE_INFINITY);
    }
}
