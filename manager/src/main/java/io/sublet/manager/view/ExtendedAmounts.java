package io.sublet.manager.view;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.NormalizedCpu;

/**
 * What a Node shows to the tiers below prod.
 *
 * @param batchCpu in CPUs of base speed, since batch is scheduled by them
 * @param midCpu in the machine's own CPUs, as the protocol has it
 */
public record ExtendedAmounts(NormalizedCpu batchCpu, Bytes batchMemory, MilliCpu midCpu, Bytes midMemory) {
    public static final ExtendedAmounts ZERO =
            new ExtendedAmounts(NormalizedCpu.ZERO, Bytes.ZERO, MilliCpu.ZERO, Bytes.ZERO);

    /** In the unit of the resource. */
    public long value(ExtendedResource resource) {
        return switch (resource) {
            case BATCH_CPU -> batchCpu.value();
            case BATCH_MEMORY -> batchMemory.value();
            case MID_CPU -> midCpu.value();
            case MID_MEMORY -> midMemory.value();
        };
    }

    /** Resource by resource. */
    public ExtendedAmounts min(ExtendedAmounts other) {
        return new ExtendedAmounts(
                batchCpu.min(other.batchCpu),
                batchMemory.min(other.batchMemory),
                midCpu.min(other.midCpu),
                midMemory.min(other.midMemory));
    }
}
