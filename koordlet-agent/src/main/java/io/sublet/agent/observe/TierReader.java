package io.sublet.agent.observe;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The best-effort tier, and on v1 the groups below it. Files stay open, and are parsed when they have changed. Which groups there are is
 * looked for every ten seconds, of many every minute, when pods have changed and when asked for, since listing directories costs more
 * than all the rest.
 */
public final class TierReader {
    private static final Duration LIST_PERIOD = Duration.ofSeconds(10);

    /** Ticks in which the groups are listed after pods have changed: their groups come and go a little later. */
    private static final int LISTINGS_AFTER_CHANGE = 3;

    /** The same where there are many. */
    private static final Duration LIST_PERIOD_OF_MANY = Duration.ofMinutes(1);

    /** So many groups are read each time: those of a full node. */
    private static final int FEW = 512;

    /** Of more groups than that, most of them of pods that are dead, so many are read each time, and all of them when a write was refused. */
    private static final int OF_MANY = 64;

    /** A period hardly ever changes after a group was made; of each group it is read at another tick. */
    private static final Duration PERIOD_PERIOD = Duration.ofSeconds(10);

    private static final Reading<Duration> NO_QUOTA = Reading.missing("of no matter without a quota");

    /** What is watched of one group below the tier, and what was last seen of it. */
    private static final class MemberFiles {
        final WatchedFile<KnobValue> cpus;
        final WatchedFile<KnobValue> quota;

        @Nullable
        TierMember last;

        @Nullable
        Reading<Duration> period;

        MemberFiles(CgroupFs cgroups, CgroupPath path) {
            cpus = Watched.knob(cgroups, path, Knob.CPUSET);
            quota = Watched.knob(cgroups, path, Knob.CPU_QUOTA);
        }

        void close() {
            cpus.close();
            quota.close();
        }
    }

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

        static WatchedFile<KnobValue> knob(CgroupFs cgroups, CgroupPath group, Knob knob) {
            return new WatchedFile<>(cgroups.open(group, knob), knob::parse);
        }
    }

    private final CgroupFs cgroups;
    private final Map<CgroupPath, MemberFiles> memberFiles = new LinkedHashMap<>();
    private Optional<Watched> watched = Optional.empty();
    private @Nullable Object lastPods;
    private int listings;
    private int next;

    public TierReader(CgroupFs cgroups) {
        this.cgroups = cgroups;
    }

    /** @param pods the same object as long as pods have not changed */
    Reading<BestEffortTier> read(CgroupPath tier, Beat beat, boolean withMembers, Object pods, AsciiText text) {
        if (watched.filter(known -> known.usage.path().equals(tier)).isEmpty()) {
            watched = Optional.of(new Watched(cgroups, tier));
            listings = LISTINGS_AFTER_CHANGE;
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
                withMembers ? members(tier, beat, pods, text) : noMembers()));
    }

    /** Says that groups may have come or gone, so that they are listed in the next tick. */
    void relist() {
        listings = Math.max(listings, 1);
        memberFiles.values().forEach(files -> files.last = null);
    }

    /** Says that knobs were written, whose values of before are no longer true. */
    void written(Iterable<KnobKey> keys) {
        for (KnobKey key : keys) {
            MemberFiles files = memberFiles.get(key.cgroup());
            if (files != null) {
                files.last = null;
            }
        }
    }

    private List<TierMember> noMembers() {
        memberFiles.values().forEach(MemberFiles::close);
        memberFiles.clear();
        listings = LISTINGS_AFTER_CHANGE;
        return List.of();
    }

    @SuppressWarnings("ReferenceEquality") // the feed makes a new list for each change
    private List<TierMember> members(CgroupPath tier, Beat beat, Object pods, AsciiText text) {
        if (cgroups.version() == CgroupVersion.V2) {
            return List.of();
        }
        if (pods != lastPods) {
            lastPods = pods;
            listings = LISTINGS_AFTER_CHANGE;
        }
        if (listings > 0 || beat.number() % beat.every(isFew() ? LIST_PERIOD : LIST_PERIOD_OF_MANY) == 0) {
            listings = Math.max(0, listings - 1);
            list(tier);
        }
        return readMembers(beat, text);
    }

    private boolean isFew() {
        return memberFiles.size() <= FEW;
    }

    private List<TierMember> readMembers(Beat beat, AsciiText text) {
        List<TierMember> members = new ArrayList<>(memberFiles.size());
        boolean few = isFew();
        int apart = beat.every(PERIOD_PERIOD);
        int number = 0;
        for (Map.Entry<CgroupPath, MemberFiles> entry : memberFiles.entrySet()) {
            MemberFiles files = entry.getValue();
            TierMember member = files.last;
            if (few || member == null || Math.floorMod(number - next, memberFiles.size()) < OF_MANY) {
                Reading<CpuQuota> quota = quota(files.quota.read(text));
                if (Math.floorMod(number - beat.number(), apart) == 0) {
                    files.period = null;
                }
                CgroupPath path = entry.getKey();
                member = new TierMember(path, cpus(files.cpus.read(text)), quota, period(path, quota, files));
                files.last = member;
            }
            members.add(member);
            number++;
        }
        next = memberFiles.isEmpty() ? 0 : (next + OF_MANY) % memberFiles.size();
        return members;
    }

    /** Parents before their children. */
    private void list(CgroupPath tier) {
        List<CgroupPath> now = new ArrayList<>();
        addGroups(tier, now);
        Map<CgroupPath, MemberFiles> before = new HashMap<>(memberFiles);
        memberFiles.clear();
        for (CgroupPath path : now) {
            MemberFiles known = before.remove(path);
            memberFiles.put(path, known == null ? new MemberFiles(cgroups, path) : known);
        }
        before.values().forEach(MemberFiles::close);
    }

    private void addGroups(CgroupPath parent, List<CgroupPath> into) {
        TreeSet<CgroupPath> children = new TreeSet<>(cgroups.children(parent, Knob.CPU_QUOTA.controller()));
        children.addAll(cgroups.children(parent, Knob.CPUSET.controller()));
        for (CgroupPath child : children) {
            into.add(child);
            addGroups(child, into);
        }
    }

    private Reading<Duration> period(CgroupPath path, Reading<CpuQuota> quota, MemberFiles files) {
        if (!isLimited(quota)) {
            return NO_QUOTA;
        }
        Reading<Duration> known = files.period;
        if (known == null) {
            known = period(path);
            files.period = known;
        }
        return known;
    }

    private TierMember member(CgroupPath path, Reading<CpuSet> cpus, Reading<CpuQuota> quota) {
        return new TierMember(path, cpus, quota, isLimited(quota) ? period(path) : NO_QUOTA);
    }

    private static boolean isLimited(Reading<CpuQuota> quota) {
        return quota instanceof Reading.Value<CpuQuota>(CpuQuota value) && !value.isUnlimited();
    }

    /** Whether there is such a group. */
    boolean exists(CgroupPath tier) {
        return cgroups.exists(tier, Knob.CPU_USAGE);
    }

    /** The groups below one as they are now, parents first. On v2 none: a child there need not fit its parent. */
    public List<TierMember> members(CgroupPath tier) {
        if (cgroups.version() == CgroupVersion.V2) {
            return List.of();
        }
        List<CgroupPath> groups = new ArrayList<>();
        addGroups(tier, groups);
        return groups.stream()
                .map(path -> member(path, cpus(cgroups.value(path, Knob.CPUSET)), quota(path)))
                .toList();
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
