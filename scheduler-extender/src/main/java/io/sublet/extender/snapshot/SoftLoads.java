package io.sublet.extender.snapshot;

import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadVector;
import io.sublet.extender.rank.NameIndex;
import io.sublet.extender.rank.SoftLoad;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pods that were scored and have not shown up assigned. Without the bind verb nobody says where the scheduler puts a pod;
 * until the watch does, its estimate lies in equal parts on the nodes that got the best score. Otherwise all pods of a
 * burst would go to the one node that looked best before it. A pod leaves when the watch shows it, when it is scored
 * again, or after the time to live, whichever comes first. What a change costs does not depend on how many pods are expected.
 */
public final class SoftLoads {
    /** Spread over more nodes than this, a pod is no longer a guess worth keeping. */
    public static final int MAX_NODES = 8;

    private static final long NEVER = Long.MAX_VALUE;

    private final long timeToLiveNanos;
    private final Map<String, Guess> guesses = new LinkedHashMap<>();
    private volatile Published published = new Published(SoftLoad.NONE, NEVER);

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
     * @param names of the nodes, by whose rows it is told
     * @param nanos a monotonic clock
     */
    public SoftLoad current(NameIndex names, long nanos) {
        Published now = published;
        if (now.load.names() == names && (now.expires == NEVER || nanos - now.expires < 0)) {
            return now.load;
        }
        synchronized (this) {
            SoftLoad load = published.load.names() == names ? published.load : counted(names);
            publish(load, nanos);
            return published.load;
        }
    }

    /** Expects a pod on one of the given nodes. */
    public synchronized void expect(String uid, List<String> nodes, LoadVector estimate, long nanos) {
        SoftLoad load = published.load;
        Guess before = guesses.remove(uid);
        if (before != null) {
            load = without(load, before);
        }
        if (!nodes.isEmpty() && nodes.size() <= MAX_NODES && timeToLiveNanos > 0) {
            Guess guess = new Guess(List.copyOf(nodes), estimate.dividedBy(nodes.size()), nanos + timeToLiveNanos);
            guesses.put(uid, guess);
            load = with(load, guess);
        }
        publish(load, nanos);
    }

    /** No longer expects these pods. */
    public void forget(Collection<String> uids, long nanos) {
        if (published.expires == NEVER) {
            return;
        }
        synchronized (this) {
            SoftLoad load = published.load;
            for (String uid : uids) {
                Guess guess = guesses.remove(uid);
                if (guess != null) {
                    load = without(load, guess);
                }
            }
            publish(load, nanos);
        }
    }

    /** No longer expects any pod. */
    synchronized void clear() {
        guesses.clear();
        published = new Published(SoftLoad.NONE, NEVER);
    }

    public synchronized int size() {
        return guesses.size();
    }

    /** All that is expected, on nodes that are counted anew. */
    private SoftLoad counted(NameIndex names) {
        SoftLoad load = SoftLoad.on(names);
        for (Guess guess : guesses.values()) {
            load = with(load, guess);
        }
        return load;
    }

    private static SoftLoad with(SoftLoad before, Guess guess) {
        SoftLoad load = before;
        for (String node : guess.nodes) {
            int row = load.names().find(node);
            load = row == ClusterSnapshot.NO_ROW
                    ? load
                    : load.with(row, load.at(row).plus(guess.share));
        }
        return load;
    }

    private static SoftLoad without(SoftLoad before, Guess guess) {
        SoftLoad load = before;
        for (String node : guess.nodes) {
            int row = load.names().find(node);
            load = row == ClusterSnapshot.NO_ROW
                    ? load
                    : load.with(row, load.at(row).minus(guess.share));
        }
        return load;
    }

    /** Guesses are in the order of their deadlines, because all live equally long. */
    private void publish(SoftLoad changed, long nanos) {
        SoftLoad load = changed;
        Iterator<Guess> oldest = guesses.values().iterator();
        long expires = NEVER;
        while (expires == NEVER && oldest.hasNext()) {
            Guess guess = oldest.next();
            if (nanos - guess.deadline >= 0) {
                oldest.remove();
                load = without(load, guess);
            } else {
                expires = guess.deadline;
            }
        }
        published = new Published(load, expires);
    }
}
