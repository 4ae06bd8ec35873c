package io.sublet.manager.queue;

import io.sublet.manager.reconcile.Backoff;
import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.reconcile.Reconciler;
import io.sublet.manager.reconcile.Work;
import io.sublet.manager.telemetry.ManagerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that take work and reconcile it. What fails is tried again, each time later, and holds up nothing else. While the
 * API server is away all work waits, because each piece of it would fail alike; a piece that fails so while others do not is one
 * that fails.
 */
public final class Workers {
    private static final Logger LOG = Logger.getLogger(Workers.class);
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    /** A check is due strictly after its instant. */
    private static final Duration AFTER = Duration.ofMillis(10);

    private final WorkQueue<Work> queue;
    private final Map<Concern, Reconciler> reconcilers;
    private final Clock clock;
    private final ManagerMetrics metrics;
    private final Map<Work, Integer> failures = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong writes = new AtomicLong();
    /** How many writes there had been when a piece of work first found the API server away; it has not ended well since. */
    private final Map<Work, Long> writesBefore = new ConcurrentHashMap<>();
    /** Pauses in a row. */
    private final AtomicInteger pauses = new AtomicInteger();
    /** When the last pause ends, in {@link System#nanoTime()}; failures of work that began before are of the same outage. */
    private volatile long pausedUntil = System.nanoTime();

    public Workers(WorkQueue<Work> queue, Map<Concern, Reconciler> reconcilers, Clock clock, ManagerMetrics metrics) {
        this.queue = queue;
        this.reconcilers = Map.copyOf(reconcilers);
        this.clock = clock;
        this.metrics = metrics;
    }

    public void start(int count) {
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().name("reconcile-" + i).daemon().start(this::run));
        }
    }

    /** Ends after the work in hand; returns when all threads have. */
    public void stop() throws InterruptedException {
        queue.close();
        for (Thread thread : threads) {
            boolean _ = thread.join(Duration.ofSeconds(10));
        }
    }

    private void run() {
        try {
            for (Optional<WorkQueue.Taken<Work>> next = queue.take(); next.isPresent(); next = queue.take()) {
                handle(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(WorkQueue.Taken<Work> next) {
        Work work = next.key();
        long begin = System.nanoTime();
        metrics.runtime().queueWait(work.concern(), begin - next.addedNanos());
        try {
            Pass pass = reconcile(work);
            metrics.runtime().pass(work.concern(), System.nanoTime() - begin);
            switch (pass) {
                case Pass.Done done -> done(next, done);
                case Pass.Retry(String cause) -> retry(work, cause);
                case Pass.Unavailable(String cause) -> unavailable(work, begin, cause);
            }
        } finally {
            queue.done(work);
        }
    }

    private void done(WorkQueue.Taken<Work> taken, Pass.Done done) {
        failures.remove(taken.key());
        writesBefore.remove(taken.key());
        done.nextCheck()
                .ifPresent(at -> queue.addAfter(
                        taken.key(), Duration.between(clock.instant(), at).plus(AFTER)));
        if (done.wrote()) {
            pauses.set(0);
            writes.incrementAndGet();
            metrics.triggerToWrite(taken.key().concern(), System.nanoTime() - taken.addedNanos());
        }
    }

    /** The boundary at which a bug is caught. */
    private Pass reconcile(Work work) {
        try {
            Reconciler reconciler = reconcilers.get(work.concern());
            if (reconciler == null) {
                throw new IllegalStateException("no reconciler for " + work);
            }
            return reconciler.reconcile(work.node());
        } catch (RuntimeException e) {
            metrics.internalError(work.concern());
            LOG.errorf(e, "Reconciling %s failed by a fault of the manager", work);
            return new Pass.Retry(e.toString());
        }
    }

    private void retry(Work work, String cause) {
        metrics.runtime().retry(work.concern());
        int count = failures.merge(work, 1, Integer::sum);
        Duration wait = RETRY.after(count, ThreadLocalRandom.current().nextDouble());
        queue.addAfter(work, wait);
        LOG.warnf("Reconciling %s is tried again in %d ms: attempt=%d cause=%s", work, wait.toMillis(), count, cause);
    }

    private void unavailable(Work work, long begin, String cause) {
        @Nullable Long before = writesBefore.putIfAbsent(work, writes.get());
        if (before == null || before == writes.get()) {
            pause(work, begin, cause);
        } else {
            retry(work, cause);
        }
    }

    /** After it the work shows whether the API server is back. */
    private synchronized void pause(Work work, long begin, String cause) {
        metrics.runtime().retry(work.concern());
        if (begin - pausedUntil >= 0) {
            Duration wait = PAUSE.after(
                    pauses.incrementAndGet(), ThreadLocalRandom.current().nextDouble());
            pausedUntil = System.nanoTime() + wait.toNanos();
            metrics.runtime().pause();
            queue.pause(wait);
            LOG.warnf("All work waits %d ms, because %s failed: %s", wait.toMillis(), work, cause);
        }
        queue.add(work);
    }
}
