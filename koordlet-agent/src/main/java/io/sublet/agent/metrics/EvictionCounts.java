package io.sublet.agent.metrics;

import io.sublet.model.pod.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Evictions that the API server has carried out: how many by policy, and which pods lately. */
public final class EvictionCounts {
    private static final Duration LATELY = Duration.ofMinutes(5);

    /** At sixty a minute, which is the most, of the last five minutes. */
    private static final int MOST = 300;

    /** An eviction. */
    public record Evicted(Instant at, PodRef pod, String policy) {}

    private final Map<String, Long> byPolicy = new TreeMap<>();
    private final Deque<Evicted> latest = new ArrayDeque<>();

    /** Counts one more. */
    public synchronized void count(Instant at, PodRef pod, String policy) {
        byPolicy.merge(policy, 1L, Long::sum);
        latest.addLast(new Evicted(at, pod, policy));
        if (latest.size() > MOST) {
            latest.removeFirst();
        }
    }

    /** Since the process started. */
    public synchronized Map<String, Long> byPolicy() {
        return new TreeMap<>(byPolicy);
    }

    /** Of the five minutes before. */
    public synchronized List<Evicted> lately(Instant now) {
        latest.removeIf(evicted -> evicted.at().plus(LATELY).isBefore(now));
        return new ArrayList<>(latest);
    }
}
