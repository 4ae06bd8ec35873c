package io.sublet.extender.bind;

import io.sublet.extender.ledger.PinLedger;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reading.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over from another extender, or from an earlier process of this one.
 *
 * <ol>
 *   <li>Every pod that could be bound is touched. A binding is made for one version of its pod, so those of a last holder that
 *       was stopped in the middle and wakes up later fail from here on.
 *   <li>The pods that have CPUs are listed by a read that is not older than that, and awaited in the ledger.
 * </ol>
 *
 * From then on the ledger knows all that was given away, and nobody else gives away more.
 */
public final class PodTakeover implements Takeover {
    private static final Logger log = LoggerFactory.getLogger(PodTakeover.class);
    private static final int TOUCHES_AT_ONCE = 16;

    private final PodApi api;
    private final PinLedger ledger;
    private final Pace pace;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private Optional<Future<?>> running = Optional.empty();

    /**
     * How patient it is.
     *
     * @param retry between two attempts
     * @param look between two looks at the ledger
     * @param watch how long the watch may take to show a pod before pods are listed again
     */
    public record Pace(Duration retry, Duration look, Duration watch) {
        public static final Pace DEFAULT =
                new Pace(Duration.ofMillis(500), Duration.ofMillis(20), Duration.ofSeconds(3));
    }

    public PodTakeover(PodApi api, PinLedger ledger, Pace pace) {
        this.api = api;
        this.ledger = ledger;
        this.pace = pace;
    }

    @Override
    public synchronized void begin(boolean shutOut, Runnable done) {
        cancel();
        running = Optional.of(executor.submit(() -> run(shutOut, done)));
    }

    @Override
    public synchronized void cancel() {
        running.ifPresent(task -> task.cancel(true));
        running = Optional.empty();
    }

    private void run(boolean shutOut, Runnable done) {
        long begin = System.nanoTime();
        try {
            int touched = shutOut ? shutOut() : 0;
            int known = learn();
            log.info(
                    "taken over touched={} known={} millis={}",
                    touched,
                    known,
                    Duration.ofNanos(System.nanoTime() - begin).toMillis());
            done.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("taking over failed, nothing is bound", e);
        }
    }

    private int shutOut() throws InterruptedException {
        List<PodRef> pending = insist("pending pods", api::pending);
        Semaphore free = new Semaphore(TOUCHES_AT_ONCE);
        for (PodRef pod : pending) {
            free.acquire();
            executor.execute(() -> {
                try {
                    insist("pod " + pod, () -> api.touch(pod));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    free.release();
                }
            });
        }
        free.acquire(TOUCHES_AT_ONCE);
        return pending.size();
    }

    private int learn() throws InterruptedException {
        while (true) {
            List<PodRef> placed = insist("placed pods", api::placed);
            long end = System.nanoTime() + pace.watch.toNanos();
            List<PodRef> missing = unseen(placed);
            while (!missing.isEmpty() && System.nanoTime() - end < 0) {
                Thread.sleep(pace.look);
                missing = unseen(missing);
            }
            if (missing.isEmpty()) {
                return placed.size();
            }
            log.warn(
                    "the watch is behind, pods are listed again missing={} first={}",
                    missing.size(),
                    missing.getFirst());
        }
    }

    private List<PodRef> unseen(List<PodRef> pods) {
        return pods.stream().filter(pod -> !ledger.hasSeen(pod.uid())).toList();
    }

    /** Asks until there is an answer: a pod that was not touched could still be bound by the last holder. */
    private <T> T insist(String what, Question<T> question) throws InterruptedException {
        while (true) {
            switch (answer(question)) {
                case Reading.Value<T>(T value) -> {
                    return value;
                }
                case Reading.Missing<T>(String cause) -> {
                    log.warn("taking over waits for the API server what={} cause={}", what, cause);
                    Thread.sleep(pace.retry);
                }
            }
        }
    }

    private static <T> Reading<T> answer(Question<T> question) {
        try {
            return question.ask();
        } catch (RuntimeException e) {
            log.error("a question to the API server failed", e);
            return Reading.missing(e.toString());
        }
    }

    private interface Question<T> {
        Reading<T> ask();
    }

    /** Ends for good. */
    public void close() {
        executor.shutdownNow();
    }
}
