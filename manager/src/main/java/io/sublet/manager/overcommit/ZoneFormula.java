package io.sublet.manager.overcommit;

import io.sublet.model.resource.CpuMemory;

/**
 * The numbers of one NUMA zone, as in {@link BatchFormula}.
 *
 * @param index where the zone stands in its NodeResourceTopology
 * @param capacity what the zone has for pods
 * @param result what batch may take of the zone by the policy, before the node's own offer bounds it
 */
public record ZoneFormula(
        int index,
        String name,
        CpuMemory capacity,
        CpuMemory margin,
        CpuMemory base,
        CpuMemory counted,
        CpuMemory result) {}
