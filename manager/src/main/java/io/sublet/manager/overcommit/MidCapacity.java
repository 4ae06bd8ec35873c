package io.sublet.manager.overcommit;

import io.sublet.crds.config.MidRule;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;

/**
 * What a node can give to mid, by the formula of the protocol:
 *
 * <pre>
 * min(reclaimable, capacity − node usage) + share × (capacity − max(system, reserved) − what prod requests)
 * </pre>
 *
 * or a fixed share of capacity, each not over the policy's share of capacity.
 */
final class MidCapacity {
    private MidCapacity() {}

    static MidFormula formula(NodeFigures figures) {
        MidRule rule = figures.strategy().mid();
        CpuMemory capacity = figures.machine().capacity();
        CpuMemory cap = share(capacity, rule.threshold());
        Reading<CpuMemory> unused = figures.nodeUsed().map(used -> Amounts.minus(capacity, used));
        boolean isStatic = rule.mode() == MidRule.Mode.STATIC;
        CpuMemory base = isStatic ? share(capacity, rule.reserved()) : base(figures.reclaimable(), unused);
        CpuMemory unallocated = unallocated(figures);
        long extraShare = isStatic ? 0 : rule.unallocated().value();
        CpuMemory extra = Amounts.percent(unallocated, extraShare, extraShare);
        return new MidFormula(
                isStatic,
                figures.reclaimable(),
                unused,
                base,
                unallocated,
                extra,
                cap,
                base.plusCapped(extra).min(cap));
    }

    /** Neither prediction nor free machine that nobody has seen is given away. */
    private static CpuMemory base(Reading<CpuMemory> reclaimable, Reading<CpuMemory> unused) {
        return reclaimable
                .combine(unused, CpuMemory::min)
                .toOptional()
                .orElse(CpuMemory.ZERO)
                .atLeastZero();
    }

    private static CpuMemory unallocated(NodeFigures figures) {
        OnlineLoad online = figures.online();
        CpuMemory systemUsed =
                figures.system().plusCapped(online.hostApplications().aboveMid());
        CpuMemory taken = figures.machine().reserved().max(systemUsed);
        return Amounts.minus(Amounts.minus(figures.machine().capacity(), taken), online.prodRequested())
                .atLeastZero();
    }

    private static CpuMemory share(CpuMemory capacity, MidRule.Shares shares) {
        return Amounts.percent(capacity, shares.cpu().value(), shares.memory().value());
    }
}
