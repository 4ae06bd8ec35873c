package io.sublet.agent.decide.cache;

import io.sublet.agent.kernel.Schemata;
import io.sublet.agent.observe.cache.BandwidthKind;
import io.sublet.agent.observe.cache.CacheKind;
import io.sublet.agent.observe.cache.Resctrl;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CacheQos;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.PodResctrl;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A resctrl group that is to be there.
 *
 * @param name of its directory
 * @param cache of all caches, or of single ones by their numbers
 */
record WantedGroup(String name, PodResctrl cache) {
    private static final PodResctrl.Range WHOLE = new PodResctrl.Range(new Percent(0), Percent.HUNDRED);

    static WantedGroup ofClass(String name, CacheQos qos) {
        return new WantedGroup(
                name,
                new PodResctrl(
                        Optional.of(new PodResctrl.Range(qos.start(), qos.end())),
                        Map.of(),
                        Optional.of(qos.bandwidth()),
                        Map.of()));
    }

    /** The group's schemata with what is wanted put over them; missing if the machine cannot do it. */
    Reading<Schemata> schemata(Resctrl machine, Schemata now) {
        Map<String, Map<Integer, String>> lines = new TreeMap<>();
        for (Map.Entry<String, CacheKind> kind : lastLevel(machine).entrySet()) {
            Map<Integer, String> domains = new TreeMap<>();
            for (int domain : machine.domains(kind.getKey()).toArray()) {
                PodResctrl.Range range =
                        cache.cacheById().getOrDefault(domain, cache.cache().orElse(WHOLE));
                switch (CacheShare.mask(kind.getValue(), range.start(), range.end())) {
                    case Reading.Missing<String>(String cause) -> {
                        return Reading.missing(kind.getKey() + ": " + cause);
                    }
                    case Reading.Value<String>(String mask) -> domains.put(domain, mask);
                }
            }
            lines.put(kind.getKey(), domains);
        }
        machine.bandwidth().ifPresent(kind -> lines.put("MB", bandwidth(machine, kind)));
        return Reading.of(now.with(lines));
    }

    private Map<Integer, String> bandwidth(Resctrl machine, BandwidthKind kind) {
        Map<Integer, String> domains = new TreeMap<>();
        machine.domains("MB").forEach(domain -> {
            Percent share =
                    cache.bandwidthById().getOrDefault(domain, cache.bandwidth().orElse(Percent.HUNDRED));
            domains.put(domain, CacheShare.bandwidth(kind, share));
        });
        return domains;
    }

    /** The lines of the last level that can be divided: of code and data both, where they are apart. */
    private static Map<String, CacheKind> lastLevel(Resctrl machine) {
        String level = machine.caches().keySet().stream().anyMatch(kind -> kind.startsWith("L3")) ? "L3" : "L2";
        Map<String, CacheKind> kinds = new TreeMap<>(machine.caches());
        kinds.keySet().removeIf(kind -> !kind.startsWith(level));
        return kinds;
    }
}
