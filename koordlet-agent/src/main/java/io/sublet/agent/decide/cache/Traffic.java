package io.sublet.agent.decide.cache;

import io.sublet.agent.observe.node.CacheMonitor;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.InterferenceRule.Bandwidth;
import io.sublet.model.unit.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What goes between the last-level caches and memory. A domain of which one group is not known is not known: the rest could be much less than all.
 *
 * @param known by domain
 * @param unknown why each of the others is not known
 */
record Traffic(Map<String, Load> known, Map<String, String> unknown) {
    /** Below so many thousandths of what a memory can move, it is the kernel's own noise that is there beside best effort, and no online pod. */
    private static final double NOISE = 0.001;

    /** More than any machine moves in a second; bounded, sums of what is absurd do not turn negative. */
    private static final long ABSURD = 1L << 50;

    Traffic {
        known = Map.copyOf(known);
        unknown = Map.copyOf(unknown);
    }

    /**
     * Of one domain, in bytes each second.
     *
     * @param all of all groups together
     */
    record Load(long bestEffort, long all) {
        boolean isSaturated(Bandwidth rule, Bytes movable) {
            return isOver(rule, movable, all);
        }

        /** Whether it is saturated by best effort, to the harm of others. */
        boolean isToNarrow(Bandwidth rule, Bytes movable) {
            return isSaturated(rule, movable)
                    && bestEffort * 100.0 >= (double) rule.share().value() * all
                    && all - bestEffort >= NOISE * movable.value();
        }

        /** Whether it would not be saturated with one step more, which doubles the part of best effort. */
        boolean hasRoom(Bandwidth rule, Bytes movable) {
            return !isOver(rule, movable, all + bestEffort);
        }

        private static boolean isOver(Bandwidth rule, Bytes movable, long moved) {
            return moved * 100.0 >= (double) rule.threshold().value() * movable.value();
        }

        private String text(String domain, Bytes movable) {
            return domain + ": " + megabytes(all) + " of " + megabytes(movable.value()) + " MB/s, best effort "
                    + Math.round(bestEffort * 100.0 / Math.max(1, all)) + " %";
        }

        private static long megabytes(long bytes) {
            return Math.round(bytes / 1e6);
        }
    }

    /** @param bestEffort the names of its groups */
    static Traffic of(List<CacheMonitor> monitors, Set<String> bestEffort) {
        Map<String, Load> known = new TreeMap<>();
        Map<String, String> unknown = new TreeMap<>();
        for (CacheMonitor monitor : monitors) {
            switch (monitor.total().perSecond()) {
                case Reading.Missing<Long>(String cause) -> unknown.putIfAbsent(monitor.domain(), cause);
                case Reading.Value<Long>(Long moved) -> {
                    long sane = Math.clamp(moved, 0, ABSURD);
                    long own = bestEffort.contains(monitor.group()) ? sane : 0;
                    known.merge(
                            monitor.domain(),
                            new Load(own, sane),
                            (one, other) -> new Load(one.bestEffort + other.bestEffort, one.all + other.all));
                }
            }
        }
        known.keySet().removeAll(unknown.keySet());
        return new Traffic(known, unknown);
    }

    /** The fullest domains, for a person. */
    List<String> fullest(Bytes movable, int most) {
        return known.entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, Load>>comparingLong(
                                domain -> -domain.getValue().all())
                        .thenComparing(Map.Entry::getKey))
                .limit(most)
                .map(domain -> domain.getValue().text(domain.getKey(), movable))
                .toList();
    }

    /** Some of those that are not known, for a person. */
    List<String> causes(int most) {
        List<String> causes = new ArrayList<>();
        new TreeMap<>(unknown)
                .entrySet().stream()
                        .limit(most)
                        .forEach(domain -> causes.add(domain.getKey() + ": " + domain.getValue()));
        return causes;
    }
}
