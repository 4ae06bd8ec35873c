package io.sublet.extender.snapshot;

import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadRules;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes changes from any thread and publishes snapshots, at once after a quiet time and otherwise one per interval, so that
 * an event storm costs no more than that. Readers do one volatile read.
 */
public final class SnapshotPublisher {
    private static final Logger log = LoggerFactory.getLogger(SnapshotPublisher.class);

    private final SnapshotBuilder builder;
    private final SoftLoads softLoads;
    private final ScheduledExecutorService executor;
    private final long intervalNanos;
    private boolean scheduled;
    private long lastPublish;
    private volatile Published published;
    private volatile boolean healthy = true;

    /**
     * A snapshot and when it was made.
     *
     * @param nanos monotonic clock
     * @param pods assigned pods that went into it
     */
    public record Published(ClusterSnapshot snapshot, long nanos, int pods) {}

    /**
     * Publishes nothing yet.
     *
     * @param executor one thread that builds snapshots
     * @param interval least time between two snapshots
     */
    public SnapshotPublisher(
            SnapshotBuilder builder, SoftLoads softLoads, ScheduledExecutorService executor, Duration interval) {
        this.builder = builder;
        this.softLoads = softLoads;
        this.executor = executor;
        this.intervalNanos = interval.toNanos();
        this.lastPublish = System.nanoTime() - intervalNanos;
        this.published = new Published(builder.build(), lastPublish, 0);
    }

    public ClusterSnapshot current() {
        return published.snapshot;
    }

    public Published published() {
        return published;
    }

    /** Applies a change, which says whether it changed anything. */
    @SuppressWarnings("FutureReturnValueIgnored") // publishOrReport lets nothing escape
    public synchronized void change(Predicate<SnapshotBuilder> change) {
        if (change.test(builder) && !scheduled) {
            scheduled = true;
            long wait = Math.max(0, lastPublish + intervalNanos - System.nanoTime());
            executor.schedule(this::publishOrReport, wait, TimeUnit.NANOSECONDS);
        }
    }

    /** From now on judges by these rules; expects no pod by the old ones. */
    public void use(LoadRules rules) {
        change(builder -> builder.use(rules));
        softLoads.clear();
    }

    /** Whether the last attempt to publish went well. */
    public boolean isHealthy() {
        return healthy;
    }

    /** Only a bug makes a snapshot fail; the last good one stays, and readiness tells. */
    private void publishOrReport() {
        try {
            publish();
        } catch (RuntimeException e) {
            healthy = false;
            log.error("the snapshot cannot be built, requests are refused until it can", e);
        }
    }

    /** Publishes what is known now. */
    public void publish() {
        Set<String> arrived;
        synchronized (this) {
            scheduled = false;
            lastPublish = System.nanoTime();
            published = new Published(builder.build(), lastPublish, builder.pods());
            arrived = builder.takeArrived();
        }
        healthy = true;
        softLoads.forget(arrived, System.nanoTime());
    }
}
