package io.sublet.agent.runtime;

import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.unit.CpuSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Which knobs of a container a runtime can be told, and what they stand at in a group that nobody has touched. */
public final class RuntimeKnobs {
    private static final Set<Knob> OF_V1 = EnumSet.of(Knob.CPU_SHARES, Knob.CPU_QUOTA, Knob.CPUSET);
    private static final Set<Knob> OF_V2 = EnumSet.copyOf(OF_V1);

    static {
        OF_V2.addAll(EnumSet.of(
                Knob.MEMORY_LIMIT, Knob.MEMORY_MIN, Knob.MEMORY_LOW, Knob.MEMORY_HIGH, Knob.MEMORY_OOM_GROUP));
    }

    private static final KnobValue NO_LIMIT = new KnobValue.Whole(-1);
    private static final KnobValue ZERO = new KnobValue.Whole(0);

    private RuntimeKnobs() {}

    /**
     * Those that no kernel refuses once they have been checked against the groups above. Not the memory limit of v1: a runtime sets one of
     * memory and swap with it, which not every kernel has, and above which the limit could not be raised any more.
     */
    public static Set<Knob> of(CgroupVersion version) {
        return EnumSet.copyOf(version == CgroupVersion.V1 ? OF_V1 : OF_V2);
    }

    /**
     * The kernel's defaults. A group of v1 has the CPUs of the group above, so that they are not here.
     *
     * @return also of knobs that a runtime cannot be told, for policies that look at them
     */
    public static Map<Knob, KnobValue> untouched(CgroupVersion version) {
        Map<Knob, KnobValue> values = new EnumMap<>(Knob.class);
        values.put(Knob.CPU_SHARES, new KnobValue.Whole(version == CgroupVersion.V1 ? 1024 : 100));
        values.put(Knob.CPU_QUOTA, new KnobValue.Quota(CpuQuota.UNLIMITED));
        values.put(Knob.CPU_PERIOD, new KnobValue.Whole(100_000));
        values.put(Knob.CPU_IDLE, ZERO);
        values.put(Knob.MEMORY_LIMIT, NO_LIMIT);
        if (version == CgroupVersion.V2) {
            values.put(Knob.CPUSET, new KnobValue.Cpus(CpuSet.EMPTY));
            values.put(Knob.MEMORY_MIN, ZERO);
            values.put(Knob.MEMORY_LOW, ZERO);
            values.put(Knob.MEMORY_HIGH, NO_LIMIT);
            values.put(Knob.MEMORY_OOM_GROUP, ZERO);
        }
        return values;
    }
}
