package io.sublet.agent.runtime;

import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.CpuWeight;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.unit.CpuSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The resources that a runtime is to give a container by the word of the kubelet; empty for what that says nothing of.
 *
 * @param shares of CPU, 2..262144
 * @param quota microseconds per period, negative for no limit
 * @param period microseconds
 * @param cpus as the kernel writes a set of CPUs
 * @param memory bytes, negative for no limit
 * @param unified texts by the name of a file of cgroup v2
 */
public record AskedResources(
        OptionalLong shares,
        OptionalLong quota,
        OptionalLong period,
        String cpus,
        OptionalLong memory,
        Map<String, String> unified) {
    public static final AskedResources NOTHING = new AskedResources(
            OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), "", OptionalLong.empty(), Map.of());

    public AskedResources {
        unified = Map.copyOf(unified);
    }

    /** What the knobs of the container's group are to stand at; none of those that nothing is said of. */
    public Map<Knob, KnobValue> values(CgroupVersion version) {
        Map<Knob, KnobValue> values = new EnumMap<>(Knob.class);
        shares.ifPresent(asked -> values.put(
                Knob.CPU_SHARES, new KnobValue.Whole(version == CgroupVersion.V2 ? CpuWeight.ofShares(asked) : asked)));
        quota.ifPresent(asked ->
                values.put(Knob.CPU_QUOTA, new KnobValue.Quota(asked < 0 ? CpuQuota.UNLIMITED : new CpuQuota(asked))));
        period.ifPresent(asked -> values.put(Knob.CPU_PERIOD, new KnobValue.Whole(asked)));
        memory.ifPresent(asked -> values.put(Knob.MEMORY_LIMIT, new KnobValue.Whole(Math.max(-1, asked))));
        if (!cpus.isEmpty()) {
            CpuSet.parse(cpus).ifPresent(asked -> values.put(Knob.CPUSET, new KnobValue.Cpus(asked)));
        }
        if (version == CgroupVersion.V2) {
            for (Knob knob : RuntimeKnobs.of(version)) {
                Optional.ofNullable(unified.get(knob.file(version)))
                        .flatMap(knob::parse)
                        .ifPresent(asked -> values.put(knob, asked));
            }
        }
        return values;
    }
}
