package io.sublet.e2e.bench.agent;

import io.sublet.e2e.cluster.ClusterException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long ticks took, from the agent's own histogram.
 *
 * @param counts ticks up to a bound in seconds, by the bound
 */
record TickTimes(TreeMap<Double, Long> counts) {
    private static final String SERIES = "sublet_agent_loop_duration_seconds_bucket{le=\"";

    static TickTimes of(String metrics) {
        TreeMap<Double, Long> counts = new TreeMap<>();
        metrics.lines().filter(line -> line.startsWith(SERIES)).forEach(line -> {
            int end = line.indexOf('"', SERIES.length());
            String bound = line.substring(SERIES.length(), end);
            counts.put(bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound), (long)
                    Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
        });
        if (counts.isEmpty()) {
            throw new ClusterException("the agent has no histogram of its ticks");
        }
        return new TickTimes(counts);
    }

    long ticks() {
        return counts.lastEntry().getValue();
    }

    /** The bound, in milliseconds, that so large a part of the ticks since an earlier look did not exceed. */
    double boundMillis(TickTimes before, double part) {
        double wanted = part * (ticks() - before.ticks());
        for (Map.Entry<Double, Long> entry : counts.entrySet()) {
            if (entry.getValue() - before.counts.getOrDefault(entry.getKey(), 0L) >= wanted) {
                return entry.getKey() * 1000;
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
