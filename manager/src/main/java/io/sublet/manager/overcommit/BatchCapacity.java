package io.sublet.manager.overcommit;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.crds.config.ReclaimRule;
import io.sublet.model.resource.CpuMemory;

/**
 * What a node can give to batch, by the formula of the protocol:
 *
 * <pre>
 * usage           = capacity − margin − max(system, reserved) − what online pods use
 * request         = capacity − margin − reserved              − what online pods request   (memory only)
 * maxUsageRequest = capacity − margin − max(system, reserved) − the larger of both, pod by pod
 * </pre>
 *
 * each not under zero and not over the cap of its policy; and then so that batch and what mid has been promised fit on the
 * machine together, since the formulas of both take from the same idle resources.
 */
final class BatchCapacity {
    private BatchCapacity() {}

    static BatchFormula formula(NodeFigures figures, CpuMemory mid) {
        NodeFigures.Machine machine = figures.machine();
        ColocationStrategy strategy = figures.strategy();
        OnlineLoad online = figures.online();
        CpuMemory margin = margin(machine.capacity(), strategy);
        CpuMemory systemUsed =
                figures.system().plusCapped(online.hostApplications().aboveBatch());
        CpuMemory base = base(machine.reserved(), systemUsed, strategy);
        CpuMemory counted = online.all().counted(strategy);
        CpuMemory beforeCap = rest(machine.capacity(), margin, base, counted);
        CpuMemory capped = capped(beforeCap, machine.capacity(), strategy);
        CpuMemory midUnused = Amounts.minus(mid, online.mid().counted(strategy)).atLeastZero();
        CpuMemory headroom = Amounts.minus(
                        rest(machine.capacity(), margin.min(CpuMemory.ZERO), base, counted), midUnused)
                .atLeastZero();
        return new BatchFormula(
                machine,
                margin,
                systemUsed,
                base,
                online,
                counted,
                beforeCap,
                capped,
                midUnused,
                headroom,
                capped.min(headroom));
    }

    /** Negative where a threshold is over 100 %. */
    static CpuMemory margin(CpuMemory capacity, ColocationStrategy strategy) {
        return Amounts.percent(
                capacity,
                100 - strategy.cpu().threshold().value(),
                100 - strategy.memory().threshold().value());
    }

    /** What comes before pods. */
    static CpuMemory base(CpuMemory reserved, CpuMemory systemUsed, ColocationStrategy strategy) {
        CpuMemory taken = reserved.max(systemUsed);
        return Load.memoryByRequest(strategy) ? new CpuMemory(taken.cpu(), reserved.memory()) : taken;
    }

    static CpuMemory rest(CpuMemory capacity, CpuMemory margin, CpuMemory base, CpuMemory counted) {
        return Amounts.minus(Amounts.minus(capacity.minus(margin), base), counted)
                .atLeastZero();
    }

    static CpuMemory capped(CpuMemory amount, CpuMemory capacity, ColocationStrategy strategy) {
        return CpuMemory.of(
                capped(amount.cpu().value(), capacity.cpu().value(), strategy.cpu()),
                capped(amount.memory().value(), capacity.memory().value(), strategy.memory()));
    }

    private static long capped(long amount, long capacity, ReclaimRule rule) {
        return rule.cap()
                .map(cap -> Math.min(amount, Amounts.percent(capacity, cap.value())))
                .orElse(amount);
    }
}
