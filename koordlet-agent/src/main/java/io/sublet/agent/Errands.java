package io.sublet.agent;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What other threads want done by the loop's thread, because that one alone may touch what is observed, held and journalled. */
final class Errands {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Thread runner;

    /** Says whose thread it is that looks for errands. */
    void runBy(Thread thread) {
        runner = thread;
    }

    /**
     * Waits for an answer; empty if there is none in time, in which case an errand that has not begun is not begun any more.
     *
     * @throws IllegalStateException if the errand fails
     */
    <T> Optional<T> ask(Callable<T> errand, Duration atMost) {
        FutureTask<T> task = new FutureTask<>(errand);
        leave(task);
        try {
            return Optional.of(task.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            task.cancel(false);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an errand failed", e.getCause());
        } catch (InterruptedException e) {
            task.cancel(false);
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** Has something done without waiting for it. */
    void leave(Runnable errand) {
        waiting.add(errand);
        LockSupport.unpark(runner);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Does all that waits. */
    void runAll() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }
}
