package io.sublet.manager.queue;

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
import org.jboss.logging.Logger;

/** The threads that take work and reconcile it. What fails is tried again, each time later, and holds up nothing else. */
public final class Workers {
    private static final Logger LOG = Logger.getLogger(Workers.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    /** A check is due strictly after its instant. */
    private static final Duration AFTER = Duration.ofMillis(10);

    private final WorkQueue<Work> queue;
    private final Map<Concern, Reconciler> reconcilers;
    private final Clock clock;
    private final ManagerMetrics metrics;
    private final Map<Work, Integer> failures = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();

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
        try {
            Pass pass = reconcile(work);
            switch (pass) {
                case Pass.Done done -> {
                    failures.remove(work);
                    done.nextCheck()
                            .ifPresent(at -> queue.addAfter(
                                    work, Duration.between(clock.instant(), at).plus(AFTER)));
                    if (done.wrote()) {
                        metrics.triggerToWrite(work.concern(), System.nanoTime() - next.addedNanos());
                    }
                }
                case Pass.Retry(String cause) -> retry(work, cause);
            }
        } finally {
            queue.done(work);
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
        int count = failures.merge(work, 1, Integer::sum);
        long ceiling = Math.min(FIRST_RETRY.toMillis() << Math.min(count - 1, 16), LAST_RETRY.toMillis());
        long millis = ceiling / 2 + ThreadLocalRandom.current().nextLong(ceiling / 2 + 1);
        queue.addAfter(work, Duration.ofMillis(millis));
        LOG.warnf("Reconciling %s is tried again in %d ms: attempt=%d cause=%s", work, millis, count, cause);
    }
}
