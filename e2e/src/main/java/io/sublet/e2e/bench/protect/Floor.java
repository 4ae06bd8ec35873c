package io.sublet.e2e.bench.protect;

import io.sublet.e2e.bench.Spread;
import io.sublet.e2e.scenario.TierTrace.Point;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * When best effort was where a surge keeps it, from its quota as a sampler outside of the agent has seen it. The floor is what the quota was for most
 * of the surge, after the first second; it is reached when nine tenths of the way are done.
 */
final class Floor {
    /** The agent's slower loop has had its say by then. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private static final double OF_THE_WAY = 0.9;

    /** A way that is shorter is the noise of the calm, as a part of what the quota was before. */
    private static final double SHORTEST_WAY = 0.1;

    private Floor() {}

    /**
     * Milliseconds from the surge's first request on; empty if there is no quota, or if it did not have far to go.
     *
     * @param points changes of the quota, in their order, from before the surge on
     */
    static OptionalDouble reachedAfterMillis(List<Point> points, Instant surge, Instant end) {
        OptionalDouble before = at(points, surge);
        OptionalDouble floor = usual(points, surge.plus(SETTLING), end);
        if (before.isEmpty() || floor.isEmpty()) {
            return OptionalDouble.empty();
        }
        double way = before.getAsDouble() - floor.getAsDouble();
        if (way < SHORTEST_WAY * before.getAsDouble()) {
            return OptionalDouble.empty();
        }
        double reached = before.getAsDouble() - OF_THE_WAY * way;
        return points.stream()
                .filter(point -> !point.at().isBefore(surge) && quota(point) <= reached)
                .mapToDouble(point -> Duration.between(surge, point.at()).toNanos() / 1e6)
                .findFirst();
    }

    private static OptionalDouble at(List<Point> points, Instant moment) {
        Point last = points.getFirst();
        for (Point point : points) {
            last = point.at().isAfter(moment) ? last : point;
        }
        double quota = quota(last);
        return Double.isFinite(quota) ? OptionalDouble.of(quota) : OptionalDouble.empty();
    }

    /** The median over the time, by samples of ten milliseconds. */
    private static OptionalDouble usual(List<Point> points, Instant from, Instant to) {
        List<Double> samples = new java.util.ArrayList<>();
        for (Instant moment = from; moment.isBefore(to); moment = moment.plusMillis(10)) {
            at(points, moment).ifPresent(samples::add);
        }
        return Spread.of(samples)
                .map(spread -> OptionalDouble.of(spread.median()))
                .orElse(OptionalDouble.empty());
    }

    private static double quota(Point point) {
        return point.quota().map(MilliCpu::value).map(Long::doubleValue).orElse(Double.POSITIVE_INFINITY);
    }
}
