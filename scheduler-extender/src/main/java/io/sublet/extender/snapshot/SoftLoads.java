package io.sublet.extender.snapshot;

import io.sublet.extender.rank.LoadVector;
import io.sublet.extender.rank.SoftLoad;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pods that were scored and have not shown up assigned. Without the bind verb nobody says where the scheduler puts a pod;
 * until the watch does, its estimate lies in equal parts on the nodes that got the best score. Otherwise all pods of a
 * burst would go to the one node that looked best before it. A pod leaves when the watch shows it, when it is scored
 * again, or after the time to live, whichever comes first.
 */
public final class SoftLoads {
    /** Spread over more nodes than this, a pod is no longer a guess worth keeping. */
    public static final int MAX_NODES = 8;

    private final long timeToLiveNanos;
    private final Map<String, Guess> guesses = new LinkedHashMap<>();
    private volatile Published published = new Published(SoftLoad.NONE, Long.MAX_VALUE);

    private record Guess(List<String> nodes, LoadVector share, long deadline) {}

    private record Published(SoftLoad load, long expires) {}

    /**
     * A memory of scored pods.
     *
     * @param timeToLive how long to wait for a pod to show up; zero remembers nothing
     */
    public SoftLoads(Duration timeToLive) {
        this.timeToLiveNanos = timeToLive.toNanos();
    }

    /**
     * The load that is expected now.
     *
     * @param nanos a monotonic clock
     */
    public SoftLoad current(long nanos) {
        Published now = published;
        if (now.expires == Long.MAX_VALUE || nanos - now.expires < 0) {
            return now.load;
        }
        synchronized (this) {
            publish(nanos);
            return published.load;
        }
    }

    /** Expects a pod on one of the given nodes. */
    public synchronized void expect(String uid, List<String> nodes, LoadVector estimate, long nanos) {
        if (nodes.isEmpty() || nodes.size() > MAX_NODES || timeToLiveNanos <= 0) {
            return;
        }
        LoadVector share = estimate.dividedBy(nodes.size());
        guesses.remove(uid);
        guesses.put(uid, new Guess(List.copyOf(nodes), share, nanos + timeToLiveNanos));
        publish(nanos);
    }

    /** No longer expects these pods. */
    public void forget(Collection<String> uids, long nanos) {
        if (published.expires == Long.MAX_VALUE) {
            return;
        }
        synchronized (this) {
            if (guesses.keySet().removeAll(uids)) {
                publish(nanos);
            }
        }
    }

    /** No longer expects any pod. */
    synchronized void clear() {
        guesses.clear();
        published = new Published(SoftLoad.NONE, Long.MAX_VALUE);
    }

    public synchronized int size() {
        return guesses.size();
    }

    /** Guesses are in the order of their deadlines, because all live equally long. */
    private void publish(long nanos) {
        Iterator<Guess> oldest = guesses.values().iterator();
        while (oldest.hasNext() && nanos - oldest.next().deadline >= 0) {
            oldest.remove();
        }
        if (guesses.isEmpty()) {
            published = new Published(SoftLoad.NONE, Long.MAX_VALUE);
            return;
        }
        Map<String, LoadVector> byNode = new HashMap<>();
        for (Guess guess : guesses.values()) {
            guess.nodes.forEach(node -> byNode.merge(node, guess.share, LoadVector::plus));
        }
        published =
                new Published(new SoftLoad(byNode), guesses.values().iterator().next().deadline);
    }
}
