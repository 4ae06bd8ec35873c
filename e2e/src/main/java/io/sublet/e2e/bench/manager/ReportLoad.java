package io.sublet.e2e.bench.manager;

import io.sublet.e2e.bench.measure.Latencies;
import io.sublet.e2e.cluster.ClusterException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** Lets agents report, and measures how long after each report the node's offer was written. */
final class ReportLoad implements Fleet.Listener {
    private static final int AT_ONCE = 32;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Fleet fleet;
    /** When a node's report was sent whose effect has not been seen; 0 if there is none. */
    private final AtomicLongArray sent;

    private final int[] reports;
    private final long[] taken;
    private final AtomicInteger answered = new AtomicInteger();
    private final Semaphore free = new Semaphore(AT_ONCE);
    private volatile String trouble = "";

    /** @param most reports whose times are kept */
    ReportLoad(Fleet fleet, int most) {
        this.fleet = fleet;
        this.sent = new AtomicLongArray(fleet.nodes());
        this.reports = new int[fleet.nodes()];
        this.taken = new long[most];
        fleet.listen(this);
    }

    @Override
    public void published(int node, long nanoTime) {
        long at = sent.getAndSet(node, 0);
        if (at != 0) {
            int index = answered.getAndIncrement();
            if (index < taken.length) {
                taken[index] = nanoTime - at;
            }
            free.release();
        }
    }

    /** Something else than the node reported before. */
    private int nextLoad(int node) {
        return Documents.LOADS[reports[node]++ % Documents.LOADS.length];
    }

    private void report(int node) {
        sent.set(node, System.nanoTime());
        if (!fleet.report(node, nextLoad(node))) {
            sent.set(node, 0);
        }
    }

    /** Each agent reports as soon as it is asked to; waits until every node offers something. */
    Duration fill(long beginNanos) {
        long end = System.nanoTime() + LIMIT.toNanos();
        try (ExecutorService agents = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < fleet.nodes(); i++) {
                int node = i;
                var _ = agents.submit(() -> deliver(node, end));
            }
            agents.shutdown();
            while (answered.get() < fleet.nodes()) {
                if (System.nanoTime() - end > 0) {
                    throw new ClusterException(answered.get() + " of " + fleet.nodes() + " nodes offer something after "
                            + LIMIT.toSeconds() + " s" + trouble);
                }
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
        }
        return Duration.ofNanos(System.nanoTime() - beginNanos);
    }

    /**
     * Reports as soon as it is asked to, until the report has come through, because the API server has time. Of a report that
     * failed it is not known whether it was taken: the same is sent again, unless its effect has been seen.
     */
    private void deliver(int node, long end) {
        while (!fleet.isAsked(node) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        int load = nextLoad(node);
        boolean mayHaveArrived = false;
        do {
            if (!mayHaveArrived) {
                sent.set(node, System.nanoTime());
            }
            try {
                if (fleet.report(node, load)) {
                    return;
                }
                sent.set(node, 0);
                mayHaveArrived = false;
            } catch (ClusterException e) {
                trouble = "; a report failed: " + e.getMessage();
                mayHaveArrived = true;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while ((!mayHaveArrived || sent.get(node) != 0)
                && System.nanoTime() - end < 0
                && !Thread.currentThread().isInterrupted());
    }

    /** Reports as fast as they are answered, some at once. */
    void closedLoop(int count, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        free.drainPermits();
        free.release(AT_ONCE);
        for (int i = 0; i < count && System.nanoTime() - end < 0; i++) {
            if (!free.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
            report(i % fleet.nodes());
        }
    }

    /** Every node reports once per period for some time, evenly spread; how many reports there were. */
    int openLoop(Duration period, Duration time) {
        long interval = period.toNanos() / fleet.nodes();
        int count = Math.toIntExact(time.toNanos() / interval);
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            for (long left = begin + i * interval - System.nanoTime();
                    left > 0;
                    left = begin + i * interval - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            report(i % fleet.nodes());
        }
        return count;
    }

    /** Every node reports once more what it reported last. */
    void repeatAll() {
        for (int node = 0; node < fleet.nodes(); node++) {
            fleet.report(node, Documents.LOADS[Math.floorMod(reports[node] - 1, Documents.LOADS.length)]);
        }
    }

    /** Waits until every report has been answered, at most so long. */
    void settle(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (pending() > 0 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    int pending() {
        int count = 0;
        for (int i = 0; i < sent.length(); i++) {
            count += sent.get(i) == 0 ? 0 : 1;
        }
        return count;
    }

    int answered() {
        return answered.get();
    }

    /** Of the reports that were answered since the one with that number. */
    Latencies latenciesSince(int first) {
        return Latencies.of(Arrays.copyOfRange(taken, first, Math.min(answered.get(), taken.length)));
    }
}
