package io.sublet.manager.queue;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keys that wait for a worker.
 *
 * <ul>
 *   <li>A key waits at most once, however often it is added.
 *   <li>A key that is added while a worker has it waits until the worker is done, so that no two have the same.
 *   <li>A key added for later keeps its earliest time only, and leaves it when it is added for now.
 *   <li>While the queue is paused keys wait, whatever they wait for.
 * </ul>
 *
 * <p>All times are of the monotonic clock, so that setting the wall clock neither delays nor hastens anything.
 */
public final class WorkQueue<K> {
    private static final Duration LONGEST = Duration.ofDays(365);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** When each waiting key was added, in {@link System#nanoTime()}. */
    private final Map<K, Long> waiting = new LinkedHashMap<>();

    private final Set<K> taken = new HashSet<>();
    private final Map<K, Long> addedMeanwhile = new HashMap<>();
    private final Map<K, Long> due = new HashMap<>();
    private final Queue<Later<K>> later = new PriorityQueue<>(Comparator.comparingLong(Later::sortKey));
    private final long origin = System.nanoTime();
    /** Since {@link #origin}. */
    private long pausedUntil;

    private boolean closed;

    /** A key and when it was added. */
    public record Taken<K>(K key, long addedNanos) {}

    private record Later<K>(K key, long sortKey) {}

    /** Now. */
    public void add(K key) {
        lock.lock();
        try {
            due.remove(key);
            enqueue(key, System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(K key, long nanos) {
        if (taken.contains(key)) {
            addedMeanwhile.putIfAbsent(key, nanos);
        } else if (waiting.putIfAbsent(key, nanos) == null) {
            changed.signal();
        }
    }

    /** After a delay, unless it is added before. Of several delays of one key the first to end counts. */
    public void addAfter(K key, Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            add(key);
            return;
        }
        lock.lock();
        try {
            long at = sinceOrigin() + nanos(delay);
            @Nullable Long before = due.get(key);
            if (before == null || at < before) {
                due.put(key, at);
                later.add(new Later<>(key, at));
                dropSuperseded();
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A key that is added for now, or for earlier, leaves an entry behind; they must not pile up over a long delay. */
    private void dropSuperseded() {
        if (later.size() > 2 * due.size() + 1000) {
            later.clear();
            due.forEach((key, at) -> later.add(new Later<>(key, at)));
        }
    }

    /** Nothing has to happen later than in a year. */
    private static long nanos(Duration delay) {
        return delay.compareTo(LONGEST) < 0 ? delay.toNanos() : LONGEST.toNanos();
    }

    /** Hands out no key until the delay is over. */
    public void pause(Duration delay) {
        lock.lock();
        try {
            pausedUntil = Math.max(pausedUntil, sinceOrigin() + nanos(delay));
        } finally {
            lock.unlock();
        }
    }

    private long sinceOrigin() {
        return System.nanoTime() - origin;
    }

    /** Waits for a key; empty once the queue is closed. */
    public Optional<Taken<K>> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long pause = pausedUntil - sinceOrigin();
                if (pause > 0) {
                    boolean _ = changed.await(pause, TimeUnit.NANOSECONDS);
                    continue;
                }
                releaseDue();
                if (!waiting.isEmpty()) {
                    Map.Entry<K, Long> first = waiting.entrySet().iterator().next();
                    Taken<K> next = new Taken<>(first.getKey(), first.getValue());
                    waiting.remove(next.key);
                    taken.add(next.key);
                    return Optional.of(next);
                }
                Later<K> soonest = later.peek();
                if (soonest == null) {
                    changed.await();
                } else {
                    boolean _ = changed.await(soonest.sortKey - sinceOrigin(), TimeUnit.NANOSECONDS);
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void releaseDue() {
        long now = sinceOrigin();
        for (Later<K> first = later.peek(); first != null && first.sortKey <= now; first = later.peek()) {
            later.remove();
            if (due.remove(first.key, first.sortKey)) {
                enqueue(first.key, origin + first.sortKey);
            }
        }
        if (waiting.size() > 1) {
            changed.signal();
        }
    }

    /** Gives a key back. */
    public void done(K key) {
        lock.lock();
        try {
            taken.remove(key);
            @Nullable Long again = addedMeanwhile.remove(key);
            if (again != null) {
                enqueue(key, again);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Keys that wait for a worker now. */
    public int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Entries for later, those included that no longer count. */
    int planned() {
        lock.lock();
        try {
            return later.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends every {@link #take()}. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
