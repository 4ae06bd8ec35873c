package io.sublet.agent.observe.node;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Source;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.LineRates;
import io.sublet.model.reading.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whole disks from /proc/diskstats; see iostats.rst of the kernel's documentation. Disks are those in /sys/block that are neither loops
 * nor memory; partitions are not there.
 */
final class DiskReader {
    private static final int SECTOR = 512;

    /** Fields of a line: reads, sectors read, writes, sectors written, milliseconds with work. */
    private static final int[] FIELDS = {3, 5, 7, 9, 12};

    private static final int NAME = 2;

    private static final Pattern NO_DISK = Pattern.compile("(loop|ram|zram)[0-9]+");

    private final KernelFiles files;
    private final Source diskstats;
    private final String block;
    private final Map<String, LineRates> rates = new HashMap<>();

    DiskReader(KernelFiles files, String procRoot, String sysRoot) {
        this.files = files;
        this.diskstats = new Source(files.file(procRoot + "/diskstats"));
        this.block = sysRoot + "/block";
    }

    /** The disks of which something is known since the last call; at first none. */
    Reading<List<DiskUsage>> read(Beat beat, AsciiText text) {
        Set<String> disks = new HashSet<>(files.entries(block));
        if (!diskstats.read(text)) {
            rates.clear();
            return diskstats.missing();
        }
        rates.keySet().retainAll(disks);
        List<DiskUsage> usages = new ArrayList<>();
        for (int line = 0; line < text.length(); line = text.nextLine(line)) {
            String name = text.wordAt(line, NAME);
            if (!disks.contains(name) || NO_DISK.matcher(name).matches()) {
                continue;
            }
            LineRates counters = rates.computeIfAbsent(name, key -> new LineRates(FIELDS));
            if (counters.next(text, line, beat)) {
                usages.add(new DiskUsage(
                        name,
                        counters.perSecond(1) * SECTOR,
                        counters.perSecond(3) * SECTOR,
                        counters.perSecond(0),
                        counters.perSecond(2),
                        Math.min(1, counters.perSecond(4) / 1000.0)));
            }
        }
        return Reading.of(usages);
    }
}
