package io.sublet.agent.observe;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The group in which the kubelet puts all pods of the best-effort tier.
 *
 * @param used CPU since the last observation
 * @param cpus the CPUs asked for; empty on v2 for the parent's
 * @param effective the CPUs it really has
 * @param allowed the CPUs that its parent has, beyond which it cannot go
 * @param idle whether it is in the idle scheduling class; missing where the kernel has none
 * @param members the groups below, parents before children; only on v1, where a parent must contain its children
 */
public record BestEffortTier(
        CgroupPath path,
        Reading<MilliCpu> used,
        Reading<CpuQuota> quota,
        Reading<Duration> period,
        Reading<CpuSet> cpus,
        Reading<CpuSet> effective,
        Reading<CpuSet> allowed,
        Reading<Boolean> idle,
        List<TierMember> members) {
    public BestEffortTier {
        members = List.copyOf(members);
    }

    /** Every knob whose value was read. */
    public Map<KnobKey, KnobValue> values() {
        Map<KnobKey, KnobValue> values = new HashMap<>();
        put(values, path, Knob.CPU_QUOTA, quota.map(KnobValue.Quota::new));
        put(values, path, Knob.CPUSET, cpus.map(KnobValue.Cpus::new));
        put(values, path, Knob.CPU_IDLE, idle.map(on -> new KnobValue.Whole(on ? 1 : 0)));
        for (TierMember member : members) {
            put(values, member.path(), Knob.CPU_QUOTA, member.quota().map(KnobValue.Quota::new));
            put(values, member.path(), Knob.CPUSET, member.cpus().map(KnobValue.Cpus::new));
        }
        return values;
    }

    private static void put(
            Map<KnobKey, KnobValue> values, CgroupPath path, Knob knob, Reading<? extends KnobValue> value) {
        value.toOptional().ifPresent(known -> values.put(new KnobKey(path, knob), known));
    }
}
