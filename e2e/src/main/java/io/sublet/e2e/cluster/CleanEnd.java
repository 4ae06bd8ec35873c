package io.sublet.e2e.cluster;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Work that leaves something behind if the program ends in the middle of it. When the program is told to end, by Ctrl-C or a signal, the end waits
 * until the work has been interrupted and has removed what it made.
 *
 * @param told what a person is told then
 * @param patience how long the work may take to return once it is interrupted
 * @param otherwise what is done if it does not
 */
public record CleanEnd(String told, Duration patience, Runnable otherwise) {
    private static final ScopedValue<Work> CURRENT = ScopedValue.newInstance();

    private static volatile boolean isEnding;

    /** One piece of work and whether its thread may be interrupted. */
    private static final class Work {
        private final Thread thread = Thread.currentThread();
        private final CountDownLatch done = new CountDownLatch(1);
        private boolean isRemoving;

        private synchronized void interrupt() {
            if (!isRemoving) {
                thread.interrupt();
            }
        }

        private synchronized void beginRemoval() {
            isRemoving = true;
            // What has been interrupted is over; the removal is not to be.
            Thread.interrupted();
        }
    }

    /** Of work that leaves nothing behind but what it may, and of which nobody waits for the end for long. */
    public CleanEnd(String told) {
        this(told, Duration.ofSeconds(3), () -> {});
    }

    /** Does the work. Work within such work is a part of it. */
    public <T> T during(Supplier<T> task) {
        if (CURRENT.isBound()) {
            return task.get();
        }
        Work work = new Work();
        Thread hook = new Thread(() -> end(work), "clean end");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return ScopedValue.where(CURRENT, work).call(task::get);
        } finally {
            work.done.countDown();
            removeHook(hook);
        }
    }

    /** The part of such work that removes what it made: it is never interrupted, and begins uninterrupted. */
    public static void removal(Runnable removal) {
        if (CURRENT.isBound()) {
            CURRENT.get().beginRemoval();
        }
        removal.run();
    }

    /** Whether the program has been told to end while it did such work; what fails from then on is of no interest. */
    public static boolean isEnding() {
        return isEnding;
    }

    private void end(Work work) {
        isEnding = true;
        System.err.println(told);
        work.interrupt();
        try {
            if (!work.done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                otherwise.run();
            }
        } catch (ClusterException e) {
            System.err.println("error: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending: the hook runs, and has been told.
        }
    }
}
