package io.sublet.agent.observe;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.WatchedFile;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.GroupReader;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The best-effort tier, and on v1 the groups below it. The tier's own files stay open, and are parsed when they have changed. */
public final class TierReader {
    /** What is watched of one tier. */
    private static final class Watched {
        final GroupReader usage;
        final WatchedFile<KnobValue> quota;
        final WatchedFile<KnobValue> period;
        final WatchedFile<KnobValue> cpus;
        final WatchedFile<KnobValue> effective;
        final WatchedFile<KnobValue> allowed;
        final WatchedFile<KnobValue> idle;

        Watched(CgroupFs cgroups, CgroupPath tier) {
            usage = new GroupReader(cgroups, tier, 0);
            quota = knob(cgroups, tier, Knob.CPU_QUOTA);
            period = knob(cgroups, tier, Knob.CPU_PERIOD);
            cpus = knob(cgroups, tier, Knob.CPUSET);
            effective = knob(cgroups, tier, Knob.CPUSET_EFFECTIVE);
            allowed = knob(cgroups, tier.parent(), Knob.CPUSET_EFFECTIVE);
            idle = knob(cgroups, tier, Knob.CPU_IDLE);
        }

        private static WatchedFile<KnobValue> knob(CgroupFs cgroups, CgroupPath group, Knob knob) {
            return new WatchedFile<>(cgroups.open(group, knob), knob::parse);
        }
    }

    private final CgroupFs cgroups;
    private Optional<Watched> watched = Optional.empty();

    public TierReader(CgroupFs cgroups) {
        this.cgroups = cgroups;
    }

    Reading<BestEffortTier> read(CgroupPath tier, Beat beat, boolean withMembers, AsciiText text) {
        if (watched.filter(known -> known.usage.path().equals(tier)).isEmpty()) {
            watched = Optional.of(new Watched(cgroups, tier));
        }
        Watched files = watched.get();
        Reading<MilliCpu> used = files.usage.cpu(beat, text);
        if (used.isMissing() && !exists(tier)) {
            return Reading.missing("no group " + tier);
        }
        return Reading.of(new BestEffortTier(
                tier,
                used,
                quota(files.quota.read(text)),
                period(files.period.read(text)),
                cpus(files.cpus.read(text)),
                cpus(files.effective.read(text)),
                cpus(files.allowed.read(text)),
                number(files.idle.read(text)).map(flag -> flag == 1),
                withMembers ? members(tier) : List.of()));
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
                    cpus(cgroups.value(child, Knob.CPUSET)),
                    quota,
                    limited ? period(child) : Reading.missing("of no matter without a quota")));
            addMembers(child, into);
        }
    }

    Reading<CpuQuota> quota(CgroupPath path) {
        return quota(cgroups.value(path, Knob.CPU_QUOTA));
    }

    Reading<Duration> period(CgroupPath path) {
        return period(cgroups.value(path, Knob.CPU_PERIOD));
    }

    private static Reading<CpuQuota> quota(Reading<KnobValue> read) {
        return read.flatMap(value -> value instanceof KnobValue.Quota(CpuQuota quota)
                ? Reading.of(quota)
                : Reading.missing("not a quota: " + value));
    }

    private static Reading<Duration> period(Reading<KnobValue> read) {
        return number(read)
                .flatMap(micros -> micros > 0
                        ? Reading.of(Duration.of(micros, ChronoUnit.MICROS))
                        : Reading.missing("not a period: " + micros));
    }

    private static Reading<CpuSet> cpus(Reading<KnobValue> read) {
        return read.flatMap(value -> value instanceof KnobValue.Cpus(CpuSet cpus)
                ? Reading.of(cpus)
                : Reading.missing("not a set of CPUs: " + value));
    }

    private static Reading<Long> number(Reading<KnobValue> read) {
        return read.flatMap(value -> value instanceof KnobValue.Whole(long number)
                ? Reading.of(number)
                : Reading.missing("not a number: " + value));
    }
}
