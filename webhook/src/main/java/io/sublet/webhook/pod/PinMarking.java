package io.sublet.webhook.pod;

import java.util.Set;

/**
 * Which pods are marked as those that the extender gives CPUs or NUMA nodes of their own.
 *
 * @param schedulers only pods of these; empty marks none
 * @param everyPod also pods that ask for nothing of the kind but for native CPU or memory, for nodes whose policy concerns
 *     every pod
 */
public record PinMarking(Set<String> schedulers, boolean everyPod) {
    /** Marks no pod. */
    public static final PinMarking OFF = new PinMarking(Set.of(), false);

    public PinMarking {
        schedulers = Set.copyOf(schedulers);
    }
}
