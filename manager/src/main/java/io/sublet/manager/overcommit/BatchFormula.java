package io.sublet.manager.overcommit;

import io.sublet.model.resource.CpuMemory;

/**
 * The numbers of one computation of batch, in the order in which a person follows it. All CPU is the machine's own.
 *
 * @param machine capacity and what is kept of it for the node itself
 * @param margin share of capacity that nobody is promised; negative where the policy promises more than there is
 * @param systemUsed by the system and by online host applications
 * @param base what comes before pods: the larger of reserved and system, or reserved alone for memory by request
 * @param online the pods that come before batch
 * @param counted what counts for them under the policy of each resource
 * @param beforeCap capacity − margin − base − counted, not under zero
 * @param capped bounded by the policy's cap
 * @param midUnused what mid has been promised beyond what counts for its pods
 * @param headroom what is physically there: as before the cap, without a margin, less what mid has been promised
 * @param result the lower of both: what batch may take
 */
public record BatchFormula(
        NodeFigures.Machine machine,
        CpuMemory margin,
        CpuMemory systemUsed,
        CpuMemory base,
        OnlineLoad online,
        CpuMemory counted,
        CpuMemory beforeCap,
        CpuMemory capped,
        CpuMemory midUnused,
        CpuMemory headroom,
        CpuMemory result) {}
