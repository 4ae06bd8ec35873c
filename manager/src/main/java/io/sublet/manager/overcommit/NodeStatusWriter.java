package io.sublet.manager.overcommit;

import io.sublet.manager.reconcile.Outcome;
import io.sublet.model.resource.CpuMemory;

/** Writes the batch resources of a Node's status. */
public interface NodeStatusWriter {
    /** Shows this amount in capacity and allocatable. */
    Outcome publish(String node, CpuMemory amount);

    /** Removes batch resources from both. */
    Outcome withdraw(String node);
}
