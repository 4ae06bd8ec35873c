package io.sublet.agent.act;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.unit.CpuSet;
import java.util.function.Predicate;

/**
 * What is left of a value on the machine as it is now. The kernel forgets block devices that are taken out. On cgroup v1 it takes CPUs that go
 * offline out of every group as well, gives them back to none but the root when they return, and refuses a set that a group further up does not
 * have; version 2 keeps what was asked for (cpuset-v1.c, hotplug_update_tasks_legacy()).
 */
final class Remaining {
    private final CgroupFs cgroups;
    private final Predicate<KnobKey> isHeld;

    /** @param isHeld whether the agent has changed a knob, so that what it shows says nothing of the machine */
    Remaining(CgroupFs cgroups, Predicate<KnobKey> isHeld) {
        this.cgroups = cgroups;
        this.isHeld = isHeld;
    }

    KnobValue of(KnobKey key, KnobValue value) {
        return value instanceof KnobValue.Cpus(CpuSet cpus)
                        && key.knob() == Knob.CPUSET
                        && cgroups.version() == CgroupVersion.V1
                ? new KnobValue.Cpus(of(key.cgroup(), cpus))
                : cgroups.ofDevicesThatAreThere(value);
    }

    /** Those that the nearest group above has that is as it would be without the agent; all of them where it has none, or is not known. */
    private CpuSet of(CgroupPath group, CpuSet cpus) {
        CgroupPath above = group;
        do {
            if (above.depth() == 0) {
                return cpus;
            }
            above = above.parent();
        } while (isHeld.test(new KnobKey(above, Knob.CPUSET)));
        if (!(cgroups.value(above, Knob.CPUSET).toOptional().orElse(null) instanceof KnobValue.Cpus(CpuSet room))) {
            return cpus;
        }
        CpuSet left = cpus.intersect(room);
        return left.isEmpty() ? cpus : left;
    }
}
