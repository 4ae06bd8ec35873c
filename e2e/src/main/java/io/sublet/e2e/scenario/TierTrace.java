package io.sublet.e2e.scenario;

import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Watches the best-effort tier's quota from a thread of its own, closely enough to time what happens within a tenth of a
 * second, and keeps each change of the quota with its time.
 */
public final class TierTrace implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(10);

    /** The quota from one moment on; empty for none. */
    public record Point(Instant at, Optional<MilliCpu> quota) {}

    private final GroupCpu tier;
    private final List<Point> points = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;

    public TierTrace(GroupCpu tier) {
        this.tier = tier;
        points.add(new Point(Instant.now(), tier.quota()));
        this.thread = Thread.ofPlatform().name("tier-trace").daemon().start(this::watch);
    }

    private void watch() {
        while (!stopped) {
            Optional<MilliCpu> quota = tier.quota();
            synchronized (points) {
                if (!points.getLast().quota().equals(quota)) {
                    points.add(new Point(Instant.now(), quota));
                }
            }
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The quota now; empty for none. */
    public Optional<MilliCpu> quota() {
        synchronized (points) {
            return points.getLast().quota();
        }
    }

    /** The first change at or after a moment whose quota is as wanted. */
    public Optional<Point> firstSince(Instant moment, Predicate<Optional<MilliCpu>> wanted) {
        synchronized (points) {
            return points.stream()
                    .filter(point -> !point.at().isBefore(moment) && wanted.test(point.quota()))
                    .findFirst();
        }
    }

    /** All changes so far, in their order; the first is what there was at the beginning. */
    public List<Point> points() {
        synchronized (points) {
            return List.copyOf(points);
        }
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
    }
}
