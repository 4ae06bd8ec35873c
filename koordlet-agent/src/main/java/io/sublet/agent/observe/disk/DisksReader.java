package io.sublet.agent.observe.disk;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.group.Beat;
import io.sublet.model.reading.Reading;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the devices behind names, anew each minute and whenever other names are asked for; volumes come and go with their pods. */
public final class DisksReader {
    public static final List<Knob> ROOT_KNOBS = List.of(Knob.DISK_COST_QOS, Knob.DISK_COST_MODEL);

    private static final Duration FOUND_PERIOD = Duration.ofMinutes(1);
    private static final Duration MISSING_PERIOD = Duration.ofSeconds(10);

    private final CgroupFs cgroups;
    private final DiskResolver resolver;
    private final Map<DiskName, Reading<String>> known = new HashMap<>();

    public DisksReader(KernelFiles files, CgroupFs cgroups, String procRoot, String sysRoot) {
        this.cgroups = cgroups;
        this.resolver = new DiskResolver(files, procRoot, sysRoot);
    }

    /**
     * Reads.
     *
     * @param names those that somebody asks something of
     * @param withRoot whether the root group's knobs are of interest
     */
    public Disks read(Set<DiskName> names, boolean withRoot, Beat beat) {
        if (names.isEmpty() && !withRoot && known.isEmpty()) {
            return Disks.NONE;
        }
        known.keySet().retainAll(names);
        boolean all = beat.number() % beat.every(FOUND_PERIOD) == 0;
        boolean missing = beat.number() % beat.every(MISSING_PERIOD) == 0;
        for (DiskName name : names) {
            Reading<String> last = known.get(name);
            if (last == null || all || (missing && last.isMissing())) {
                known.put(name, resolver.find(name));
            }
        }
        Map<Knob, Reading<KnobValue>> root = new EnumMap<>(Knob.class);
        if (withRoot) {
            ROOT_KNOBS.forEach(knob -> root.put(knob, cgroups.value(CgroupPath.ROOT, knob)));
        }
        return new Disks(known, root);
    }
}
