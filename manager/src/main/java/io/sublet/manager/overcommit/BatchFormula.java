package io.sublet.manager.overcommit;

import io.sublet.model.resource.CpuMemory;

/**
 * The numbers of one computation, in the order in which a person follows it.
 *
 * @param capacity of the machine
 * @param margin share of capacity that nobody is promised; negative where the policy promises more than there is
 * @param kubeletReserved capacity less allocatable
 * @param annotationReserved by the node's reservation annotation
 * @param reserved the larger of both
 * @param systemUsed by the system and by online host applications
 * @param online the pods that come before batch
 * @param counted what counts for them under the policy of each resource
 * @param beforeCap capacity − margin − the larger of system and reserved − counted, not under zero
 * @param result what batch may take, bounded by the policy's cap
 * @param thirdParty what other schedulers have taken of it
 * @param offer what is left for pods
 */
public record BatchFormula(
        CpuMemory capacity,
        CpuMemory margin,
        CpuMemory kubeletReserved,
        CpuMemory annotationReserved,
        CpuMemory reserved,
        CpuMemory systemUsed,
        OnlineLoad online,
        CpuMemory counted,
        CpuMemory beforeCap,
        CpuMemory result,
        CpuMemory thirdParty,
        CpuMemory offer) {}
