package io.sublet.manager.overcommit;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;

/**
 * The inputs of the formulas once they can be trusted. All CPU is the machine's own.
 *
 * @param system what the system uses, without host applications
 * @param nodeUsed what everything on the node uses together
 * @param reclaimable what prod pods have requested and are predicted not to use
 */
public record NodeFigures(
        Machine machine,
        CpuMemory system,
        Reading<CpuMemory> nodeUsed,
        Reading<CpuMemory> reclaimable,
        OnlineLoad online,
        ColocationStrategy strategy) {
    /**
     * What the node's own object says.
     *
     * @param capacity of the machine
     * @param kubeletReserved capacity less allocatable before amplification
     * @param annotationReserved by the node's reservation annotation
     * @param thirdParty what other schedulers have taken of batch
     */
    public record Machine(
            CpuMemory capacity,
            CpuMemory kubeletReserved,
            CpuMemory annotationReserved,
            ThirdPartyAllocations thirdParty) {
        /** The larger of both: the kubelet's is for the same daemons as the annotation's, so they are not added. */
        public CpuMemory reserved() {
            return kubeletReserved.max(annotationReserved);
        }
    }
}
