package io.sublet.manager.view;

import io.sublet.model.resource.CpuMemory;

/** The batch resources that a Node's status shows now. The scheduler reads allocatable, kubelets derive it from capacity. */
public record PublishedBatch(ExtendedAmount capacity, ExtendedAmount allocatable) {
    public static final PublishedBatch NONE = new PublishedBatch(ExtendedAmount.NONE, ExtendedAmount.NONE);

    /** The same amount in both lists, as the manager writes it. */
    public static PublishedBatch of(CpuMemory amount) {
        return new PublishedBatch(ExtendedAmount.of(amount), ExtendedAmount.of(amount));
    }

    public boolean isNone() {
        return equals(NONE);
    }
}
