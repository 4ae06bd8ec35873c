package io.sublet.agent.observe.cache;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What resctrl can do on this machine, and what its groups have.
 *
 * @param caches by the name of their line, {@code L3} or, with code and data apart, {@code L3CODE} and {@code L3DATA}
 * @param bandwidth empty where it cannot be divided
 * @param groups by name, with the root group, which is called nothing
 * @param threads of containers' control groups; empty unless they were looked at in this tick
 */
public record Resctrl(
        Map<String, CacheKind> caches,
        Optional<BandwidthKind> bandwidth,
        Map<String, ResctrlGroup> groups,
        Map<CgroupPath, Set<String>> threads) {
    /** The root group, with all threads of no other. */
    public static final String ROOT = "";

    public Resctrl {
        caches = Collections.unmodifiableMap(new TreeMap<>(caches));
        groups = Collections.unmodifiableMap(new TreeMap<>(groups));
        threads = Map.copyOf(threads);
    }

    /** Most groups beside the root group: of the kind of resource that has the fewest. */
    public int mostGroups() {
        return Stream.concat(
                                caches.values().stream().map(CacheKind::groups),
                                bandwidth.stream().map(BandwidthKind::groups))
                        .mapToInt(Integer::intValue)
                        .min()
                        .orElse(1)
                - 1;
    }

    /** What the knobs of all groups stand at. */
    public Map<KnobKey, KnobValue> values() {
        Map<KnobKey, KnobValue> values = new HashMap<>();
        groups.forEach((name, group) -> {
            CgroupPath path = new CgroupPath(name);
            values.put(new KnobKey(path, Knob.RESCTRL_GROUP), new KnobValue.Whole(1));
            values.put(
                    new KnobKey(path, Knob.RESCTRL_SCHEMATA),
                    new KnobValue.Text(group.schemata().render()));
        });
        return values;
    }

    /** The numbers of the domains of one kind of resource. */
    public IntStream domains(String kind) {
        ResctrlGroup root = groups.get(ROOT);
        return root == null
                ? IntStream.empty()
                : root.schemata().lines().getOrDefault(kind, Collections.emptySortedMap()).keySet().stream()
                        .mapToInt(Integer::intValue);
    }
}
