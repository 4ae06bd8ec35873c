package io.sublet.e2e.bench.webhook;

import io.sublet.e2e.bench.measure.Latencies;
import io.sublet.e2e.cluster.ClusterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Sends reviews over connections that are kept.
 *
 * @param requests sent in turn
 * @param opening opens a connection
 */
record ReviewLoad(List<byte[]> requests, Supplier<ReviewConnection> opening) {
    /** Connections of the open loop; many more than are ever busy at the rates that are measured. */
    private static final int OPEN_CONNECTIONS = 16;

    /** The same arrivals in each run. */
    private static final long SEED = 1;

    /**
     * Requests at random times (Poisson) that do not depend on the answers, each measured from the time it was due: one
     * that had to wait for a connection counts its waiting.
     */
    Latencies openLoop(int ratePerSecond, Duration time) {
        long[] due = arrivals(ratePerSecond, time);
        long[] taken = new long[due.length];
        AtomicInteger next = new AtomicInteger();
        List<ReviewConnection> connections = connect(OPEN_CONNECTIONS);
        long start = System.nanoTime() + Duration.ofMillis(50).toNanos();
        inParallel(connections, connection -> {
            for (int i = next.getAndIncrement(); i < due.length; i = next.getAndIncrement()) {
                waitUntil(start + due[i]);
                connection.call(requests.get(i % requests.size()));
                taken[i] = System.nanoTime() - start - due[i];
            }
        });
        return Latencies.of(taken);
    }

    /** Requests one after another on each connection; answers per second. */
    double closedLoop(int connections, Duration time) {
        AtomicInteger answered = new AtomicInteger();
        List<ReviewConnection> open = connect(connections);
        long start = System.nanoTime();
        long end = start + time.toNanos();
        inParallel(open, connection -> {
            while (System.nanoTime() - end < 0) {
                connection.call(requests.get(answered.getAndIncrement() % requests.size()));
            }
        });
        return answered.get() / ((System.nanoTime() - start) / 1e9);
    }

    private static long[] arrivals(int ratePerSecond, Duration time) {
        Random random = new Random(SEED);
        long[] due = new long[Math.toIntExact(ratePerSecond * time.toSeconds())];
        double at = 0;
        for (int i = 0; i < due.length; i++) {
            at += -Math.log(1 - random.nextDouble()) / ratePerSecond * 1e9;
            due[i] = (long) at;
        }
        return due;
    }

    /** With the handshake done. */
    private List<ReviewConnection> connect(int count) {
        List<ReviewConnection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ReviewConnection connection = opening.get();
            connection.call(requests.get(i % requests.size()));
            connections.add(connection);
        }
        return connections;
    }

    private static void waitUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private interface Work {
        void on(ReviewConnection connection);
    }

    private static void inParallel(List<ReviewConnection> connections, Work work) {
        try (ExecutorService threads = Executors.newFixedThreadPool(connections.size())) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (ReviewConnection connection : connections) {
                tasks.add(() -> {
                    try (connection) {
                        work.on(connection);
                        return null;
                    }
                });
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new ClusterException("a review was not answered well: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }
}
