package io.sublet.agent.observe.group;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupVersion;
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

    public Bytes withPageCache() {
        return anonymous.plus(activeFile).plus(inactiveFile);
    }
}
