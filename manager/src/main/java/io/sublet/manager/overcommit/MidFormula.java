package io.sublet.manager.overcommit;

import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;

/**
 * The numbers of one computation of mid, in the order in which a person follows it.
 *
 * @param isStatic whether the rest is a fixed share of capacity and no prediction
 * @param reclaimable what prod is predicted not to use; missing counts as nothing
 * @param unused capacity less what the whole node uses; missing counts as nothing
 * @param base the lower of both, not under zero; in the static mode the share
 * @param unallocated capacity less reservation, system and what prod requests, not under zero
 * @param extra the policy's share of that
 * @param cap the policy's share of capacity
 * @param amount base + extra, not over the cap
 */
public record MidFormula(
        boolean isStatic,
        Reading<CpuMemory> reclaimable,
        Reading<CpuMemory> unused,
        CpuMemory base,
        CpuMemory unallocated,
        CpuMemory extra,
        CpuMemory cap,
        CpuMemory amount) {}
