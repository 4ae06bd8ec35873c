package io.sublet.agent.observe.node;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.CounterRate;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Monitoring of the last-level cache and of memory bandwidth by resctrl; see resctrl.rst of the kernel's documentation. A counter that the
 * hardware cannot give now says {@code Unavailable} or {@code Error}.
 */
final class CacheMonitorReader {
    private static final String DATA = "/mon_data";
    private static final List<String> NO_GROUPS = List.of("info", "mon_data", "mon_groups");

    private final KernelFiles files;
    private final String root;
    private final AsciiText text = new AsciiText(64);
    private final Map<String, CounterRate> rates = new HashMap<>();
    private final Set<String> asked = new HashSet<>();
    private long readings;

    CacheMonitorReader(KernelFiles files, String sysRoot) {
        this.files = files;
        this.root = sysRoot + "/fs/resctrl";
    }

    /** Every group and cache; missing where resctrl is not mounted or does not monitor. */
    Reading<CacheReadings> read(Beat beat) {
        if (!files.exists(root + DATA)) {
            return Reading.missing(root + DATA + ": no such directory; resctrl is not mounted or does not monitor");
        }
        List<CacheMonitor> monitors = new ArrayList<>();
        asked.clear();
        add("", beat, monitors);
        for (String group : files.directories(root)) {
            if (!NO_GROUPS.contains(group)) {
                add(group, beat, monitors);
            }
        }
        rates.keySet().retainAll(asked);
        return Reading.of(new CacheReadings(++readings, monitors));
    }

    private void add(String group, Beat beat, List<CacheMonitor> into) {
        String directory = root + (group.isEmpty() ? "" : "/" + group) + DATA;
        for (String domain : files.directories(directory).stream().sorted().toList()) {
            if (domain.startsWith("mon_L3_")) {
                String at = directory + "/" + domain + "/";
                into.add(new CacheMonitor(
                        group,
                        domain.substring("mon_L3_".length()),
                        count(at + "llc_occupancy").map(Bytes::new),
                        moved(at + "mbm_local_bytes", beat),
                        moved(at + "mbm_total_bytes", beat)));
            }
        }
    }

    private CacheMonitor.Moved moved(String path, Beat beat) {
        asked.add(path);
        CounterRate rate = rates.computeIfAbsent(path, key -> new CounterRate());
        Reading<Long> counted = count(path);
        if (counted.isMissing()) {
            rate.reset();
        }
        return new CacheMonitor.Moved(counted, counted.flatMap(counter -> rate.perSecond(counter, beat)));
    }

    private Reading<Long> count(String path) {
        var result = files.readOnce(path, text);
        if (!result.isDone()) {
            return Reading.missing(path + ": " + result.cause());
        }
        long count = text.count();
        Supplier<String> shown = () -> text.length() <= 32 ? text.toString().strip() : "a long text";
        return count == AsciiText.NONE ? Reading.missing(path + ": " + shown.get()) : Reading.of(count);
    }
}
