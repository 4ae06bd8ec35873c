package io.sublet.agent.observe.node;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import java.util.Optional;

/**
 * The memory of the node, from /proc/meminfo; see proc_meminfo(5).
 *
 * @param available what could be had without swapping
 * @param free what nobody uses, not even as cache
 * @param inactiveFile page cache not used lately
 */
public record NodeMemory(Bytes total, Bytes available, Bytes free, Bytes inactiveFile) {
    private static final String[] KEYS = {"MemTotal", "MemAvailable", "MemFree", "Inactive(file)"};

    /** Above the memory of any machine, so that products cannot overflow; KiB. */
    private static final long ABSURD = 1L << 48;

    /**
     * Reads the file; empty if a line is not there or says more than there is.
     *
     * @param scratch four elements, of no use afterwards
     */
    static Optional<NodeMemory> parse(AsciiText meminfo, long[] scratch) {
        meminfo.countsOf(KEYS, scratch);
        long total = scratch[0];
        for (int i = 0; i < KEYS.length; i++) {
            // A kernel without the last line keeps no separate lists.
            scratch[i] = i == KEYS.length - 1 && scratch[i] == AsciiText.NONE ? 0 : scratch[i];
            if (scratch[i] < 0 || scratch[i] > total) {
                return Optional.empty();
            }
        }
        return total == 0 || total > ABSURD
                ? Optional.empty()
                : Optional.of(new NodeMemory(kib(total), kib(scratch[1]), kib(scratch[2]), kib(scratch[3])));
    }

    private static Bytes kib(long kib) {
        return new Bytes(kib * 1024);
    }

    /**
     * What counts as used: what is not available; with page cache what is not free; with the hot page cache that less what is known
     * to be cold.
     *
     * @param cold missing where the kernel does not track idle pages, so that no page cache counts
     */
    public Bytes used(MemoryCollectPolicy policy, Reading<Bytes> cold) {
        return switch (policy) {
            case WITHOUT_PAGE_CACHE -> total.minus(available);
            case WITH_PAGE_CACHE -> total.minus(free);
            case WITH_HOT_PAGE_CACHE ->
                cold.map(idle -> total.minus(free).minus(idle).atLeastZero())
                        .toOptional()
                        .orElseGet(() -> total.minus(available));
        };
    }
}
