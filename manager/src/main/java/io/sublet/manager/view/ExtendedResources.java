package io.sublet.manager.view;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.NormalizedCpu;
import java.util.Optional;
import java.util.OptionalLong;

/** The extended resources in one resource list of a Node; each may be absent on its own. Units as in {@link ExtendedAmounts}. */
public record ExtendedResources(
        Optional<NormalizedCpu> batchCpu,
        Optional<Bytes> batchMemory,
        Optional<MilliCpu> midCpu,
        Optional<Bytes> midMemory) {
    public static final ExtendedResources NONE =
            new ExtendedResources(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public static ExtendedResources of(ExtendedAmounts amounts) {
        return new ExtendedResources(
                Optional.of(amounts.batchCpu()),
                Optional.of(amounts.batchMemory()),
                Optional.of(amounts.midCpu()),
                Optional.of(amounts.midMemory()));
    }

    /** In the unit of the resource; empty where it is absent. */
    public OptionalLong value(ExtendedResource resource) {
        return switch (resource) {
            case BATCH_CPU -> batchCpu.map(cpu -> OptionalLong.of(cpu.value())).orElseGet(OptionalLong::empty);
            case BATCH_MEMORY -> bytes(batchMemory);
            case MID_CPU -> midCpu.map(cpu -> OptionalLong.of(cpu.value())).orElseGet(OptionalLong::empty);
            case MID_MEMORY -> bytes(midMemory);
        };
    }

    private static OptionalLong bytes(Optional<Bytes> amount) {
        return amount.map(bytes -> OptionalLong.of(bytes.value())).orElseGet(OptionalLong::empty);
    }

    /** All resources, or nothing if one is absent. */
    public Optional<ExtendedAmounts> complete() {
        return batchCpu.isPresent() && batchMemory.isPresent() && midCpu.isPresent() && midMemory.isPresent()
                ? Optional.of(orZero())
                : Optional.empty();
    }

    /** With zero for what is absent. */
    public ExtendedAmounts orZero() {
        return new ExtendedAmounts(
                batchCpu.orElse(NormalizedCpu.ZERO),
                batchMemory.orElse(Bytes.ZERO),
                midCpu.orElse(MilliCpu.ZERO),
                midMemory.orElse(Bytes.ZERO));
    }
}
