package io.sublet.protocol;

import io.sublet.model.pod.PriorityClass;
import java.util.Optional;

/** Names of resources on nodes and pods. Batch and mid CPU count in whole milli-CPUs, their memory in bytes. */
public final class ResourceNames {
    public static final String CPU = "cpu";
    public static final String MEMORY = "memory";
    public static final String BATCH_CPU = "kubernetes.io/batch-cpu";
    public static final String BATCH_MEMORY = "kubernetes.io/batch-memory";
    public static final String MID_CPU = "kubernetes.io/mid-cpu";
    public static final String MID_MEMORY = "kubernetes.io/mid-memory";

    /**
     * Sublet's own: a container that asks for 0 of it makes a stock scheduler call the extender that pins CPUs. No node has
     * any, none is taken.
     */
    public static final String PINNED = "sublet.io/pinned";

    private ResourceNames() {}

    /** The resource by which pods of a class ask for CPU; empty for free, which is promised nothing. */
    public static Optional<String> cpuOf(PriorityClass priority) {
        return switch (priority) {
            case PROD, NONE -> Optional.of(CPU);
            case MID -> Optional.of(MID_CPU);
            case BATCH -> Optional.of(BATCH_CPU);
            case FREE -> Optional.empty();
        };
    }

    /** The resource by which pods of a class ask for memory; empty for free, which is promised nothing. */
    public static Optional<String> memoryOf(PriorityClass priority) {
        return switch (priority) {
            case PROD, NONE -> Optional.of(MEMORY);
            case MID -> Optional.of(MID_MEMORY);
            case BATCH -> Optional.of(BATCH_MEMORY);
            case FREE -> Optional.empty();
        };
    }
}
