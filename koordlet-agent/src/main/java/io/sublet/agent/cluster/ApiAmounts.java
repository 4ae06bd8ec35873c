package io.sublet.agent.cluster;

import io.sublet.model.resource.CpuMemory;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;

/**
 * Amounts of pods and nodes, which are whatever their authors write: the API takes a limit of 9223372036854775807 cores, and annotations are
 * not looked at by anybody. More than any machine has counts as that much, far enough from overflow that those of all containers and pods
 * can be added up.
 */
public final class ApiAmounts {
    /** 256 TiB, and as many thousandths of a CPU. */
    public static final long MOST = 1L << 48;

    /** A million CPUs. */
    private static final long MOST_MILLI_CPU = 1_000_000_000L;

    /** Both at once. */
    public static final CpuMemory MOST_OF_ALL = CpuMemory.of(MOST_MILLI_CPU, MOST);

    private ApiAmounts() {}

    /**
     * CPU in thousandths, every other resource in whole units.
     *
     * @throws JsonException if the text is no quantity, or a negative one
     */
    public static long of(String resource, String quantity) {
        boolean cores = resource.equals(ResourceNames.CPU);
        long amount = any(cores, quantity);
        if (amount < 0) {
            throw new JsonException(resource + " must not be negative, was " + quantity);
        }
        return Math.min(amount, cores ? MOST_MILLI_CPU : MOST);
    }

    private static long any(boolean cores, String quantity) {
        try {
            return cores ? Quantities.parseCpu(quantity).value() : Quantities.parseCount(quantity);
        } catch (JsonException outOfRange) {
            return Quantities.parse(quantity).signum() * MOST;
        }
    }

    /** Both together, which are not more than any machine has either. */
    public static long plus(long one, long other) {
        return Math.min(MOST, one + other);
    }
}
