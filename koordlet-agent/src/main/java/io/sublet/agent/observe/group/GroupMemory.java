package io.sublet.agent.observe.group;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.Source;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import java.util.Optional;

/**
 * The memory of a group with all below it, by kind.
 *
 * @param anonymous anonymous, shared and unevictable memory, which cannot be dropped
 * @param activeFile page cache in use
 * @param inactiveFile page cache not used lately
 */
public record GroupMemory(Bytes anonymous, Bytes activeFile, Bytes inactiveFile) {
    /** Of a group without processes. */
    public static final GroupMemory NONE = new GroupMemory(Bytes.ZERO, Bytes.ZERO, Bytes.ZERO);

    private static final String[] V1 = {
        "total_inactive_anon", "total_active_anon", "total_unevictable", "total_active_file", "total_inactive_file"
    };
    private static final String[] V2 = {"inactive_anon", "active_anon", "unevictable", "active_file", "inactive_file"};

    /** Above the memory of any machine, so that sums cannot overflow. */
    private static final long ABSURD = 1L << 58;

    /**
     * Reads memory.stat; empty if a kind is not there.
     *
     * @param scratch at least five elements, of no use afterwards
     */
    static Optional<GroupMemory> parse(AsciiText stat, CgroupVersion version, long[] scratch) {
        stat.countsOf(version == CgroupVersion.V1 ? V1 : V2, scratch);
        for (int kind = 0; kind < V1.length; kind++) {
            if (scratch[kind] < 0 || scratch[kind] > ABSURD) {
                return Optional.empty();
            }
        }
        return Optional.of(new GroupMemory(
                new Bytes(scratch[0] + scratch[1] + scratch[2]), new Bytes(scratch[3]), new Bytes(scratch[4])));
    }

    /** Reads it once, of a group that nobody follows yet. */
    public static Reading<GroupMemory> read(CgroupFs cgroups, CgroupPath group) {
        AsciiText text = new AsciiText();
        try (Source file = new Source(cgroups.open(group, Knob.MEMORY_STAT))) {
            return file.read(text) ? file.of(parse(text, cgroups.version(), new long[V1.length])) : file.missing();
        }
    }

    public Bytes withPageCache() {
        return anonymous.plus(activeFile).plus(inactiveFile);
    }
}
