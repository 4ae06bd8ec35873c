package io.sublet.agent.observe;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The best-effort tier, and on v1 the groups below it. */
public final class TierReader {
    private final CgroupFs cgroups;

    public TierReader(CgroupFs cgroups) {
        this.cgroups = cgroups;
    }

    BestEffortTier read(CgroupUsage usage, long nanoTime, int cpus, boolean withMembers, AsciiText text) {
        CgroupPath tier = usage.path();
        Reading<MilliCpu> used = usage.cpu(nanoTime, cpus, text);
        return new BestEffortTier(
                tier,
                used,
                quota(tier),
                period(tier),
                cpus(tier, Knob.CPUSET),
                cpus(tier, Knob.CPUSET_EFFECTIVE),
                cpus(tier.parent(), Knob.CPUSET_EFFECTIVE),
                number(tier, Knob.CPU_IDLE).map(flag -> flag == 1),
                withMembers ? members(tier) : List.of());
    }

    /** Whether there is such a group. */
    boolean exists(CgroupPath tier) {
        return cgroups.exists(tier, Knob.CPU_USAGE);
    }

    /** The groups below one, parents first. On v2 none: a child there need not fit its parent. */
    public List<TierMember> members(CgroupPath tier) {
        if (cgroups.version() == CgroupVersion.V2) {
            return List.of();
        }
        List<TierMember> members = new ArrayList<>();
        addMembers(tier, members);
        return members;
    }

    private void addMembers(CgroupPath parent, List<TierMember> into) {
        TreeSet<CgroupPath> children = new TreeSet<>(cgroups.children(parent, Knob.CPU_QUOTA.controller()));
        children.addAll(cgroups.children(parent, Knob.CPUSET.controller()));
        for (CgroupPath child : children) {
            Reading<CpuQuota> quota = quota(child);
            boolean limited = quota instanceof Reading.Value<CpuQuota>(CpuQuota value) && !value.isUnlimited();
            into.add(new TierMember(
                    child,
                    cpus(child, Knob.CPUSET),
                    quota,
                    limited ? period(child) : Reading.missing("of no matter without a quota")));
            addMembers(child, into);
        }
    }

    Reading<CpuQuota> quota(CgroupPath path) {
        return cgroups.value(path, Knob.CPU_QUOTA)
                .flatMap(value -> value instanceof KnobValue.Quota(CpuQuota quota)
                        ? Reading.of(quota)
                        : Reading.missing("not a quota: " + value));
    }

    Reading<Duration> period(CgroupPath path) {
        return number(path, Knob.CPU_PERIOD)
                .flatMap(micros -> micros > 0
                        ? Reading.of(Duration.of(micros, ChronoUnit.MICROS))
                        : Reading.missing("not a period: " + micros));
    }

    private Reading<CpuSet> cpus(CgroupPath path, Knob knob) {
        return cgroups.value(path, knob)
                .flatMap(value -> value instanceof KnobValue.Cpus(CpuSet cpus)
                        ? Reading.of(cpus)
                        : Reading.missing("not a set of CPUs: " + value));
    }

    private Reading<Long> number(CgroupPath path, Knob knob) {
        return cgroups.value(path, knob)
                .flatMap(value -> value instanceof KnobValue.Whole(long number)
                        ? Reading.of(number)
                        : Reading.missing("not a number: " + value));
    }
}
