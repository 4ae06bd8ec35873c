package io.sublet.agent.observe.knob;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.WatchedFile;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the knobs of pods, containers and applications outside of pods: a group that the agent has written to every ten seconds, because
 * others may write there too, and one that it has left alone every minute, or every three on a node on which it has changed nothing at all; not
 * all in the same tick. A new group, and one that was just written to, is read in
 * the next tick, of many new ones each in one of the next. Files that stay as they are make no garbage, and as long as all do the table stays the
 * same object.
 */
public final class KnobReader {
    private static final Duration WRITTEN_PERIOD = Duration.ofSeconds(10);
    private static final Duration UNTOUCHED_PERIOD = Duration.ofMinutes(1);

    /** Where nothing is held, nothing that others write can be at odds with what the agent has written. */
    private static final Duration NOTHING_HELD_PERIOD = Duration.ofMinutes(3);

    private static final Duration PROBE_PERIOD = Duration.ofMinutes(1);

    /** Groups that are read for the first time in one tick: a process that starts finds hundreds of them. */
    private static final int MOST_NEW = 64;

    /** A group that cannot be read is tried in each of so many ticks before it has to wait for its turn. */
    private static final int EARLY_TRIES = 5;

    private final CgroupFs cgroups;
    private final Map<CgroupPath, Group> groups = new HashMap<>();
    private List<PodObservation> lastPods = List.of();
    private Set<Knob> supported = EnumSet.noneOf(Knob.class);
    private KnobTable table;
    private Wanted last = Wanted.ofPods(Optional.empty());
    private int nextPhase;

    /**
     * What to look at.
     *
     * @param root the group above all pods; empty while that is not known
     * @param tiers that group and those of the tiers
     * @param knobs of these and of every pod, beyond what pods always have
     * @param ofTiers of tiers beyond that
     * @param applications groups of applications outside of pods
     */
    public record Wanted(
            Optional<CgroupPath> root,
            List<CgroupPath> tiers,
            Set<Knob> knobs,
            Set<Knob> ofTiers,
            List<CgroupPath> applications) {
        /** Nothing beyond what pods always have. */
        public static Wanted ofPods(Optional<CgroupPath> root) {
            return new Wanted(root, List.of(), Set.of(), Set.of(), List.of());
        }
    }

    /** What is watched of one group. */
    private static final class Group {
        final Map<Knob, WatchedFile<KnobValue>> files = new EnumMap<>(Knob.class);
        final Map<Knob, Reading<KnobValue>> readings = new EnumMap<>(Knob.class);
        final int phase;
        int early = EARLY_TRIES;
        boolean written;

        Group(int phase) {
            this.phase = phase;
        }

        /**
         * Whether it is read now.
         *
         * @param touched in how many ticks a group is read once that the agent has written to
         * @param untouched the same of others
         */
        boolean isDue(long tick, int touched, int untouched) {
            return early > 0 || (tick + phase) % (written ? touched : untouched) == 0;
        }

        /** Whether something is another than before. */
        @SuppressWarnings("ReferenceEquality") // a file's value is another object only when its text is another
        boolean read(AsciiText text) {
            boolean changed = false;
            boolean there = true;
            for (Map.Entry<Knob, WatchedFile<KnobValue>> file : files.entrySet()) {
                Reading<KnobValue> now = file.getValue().read(text);
                changed |= readings.put(file.getKey(), now) != now;
                if (file.getKey() == Knob.CPU_QUOTA && now.isMissing()) {
                    // The other files of a group that is gone would fail as well, each at the cost of an exception.
                    changed |= readings.keySet().retainAll(Set.of(Knob.CPU_QUOTA));
                    there = false;
                    break;
                }
            }
            early = there ? 0 : Math.max(0, early - 1);
            return changed;
        }

        void close() {
            files.values().forEach(WatchedFile::close);
        }
    }

    public KnobReader(CgroupFs cgroups) {
        this.cgroups = cgroups;
        this.table = KnobTable.empty(cgroups.version());
    }

    /**
     * Reads what is due.
     *
     * @param pods those observed in this tick
     * @param wanted the group above all pods, and what is wanted beyond what pods always have
     * @param held what the agent has changed
     */
    @SuppressWarnings("ReferenceEquality") // the same object is equal, at less cost
    public KnobTable read(
            List<PodObservation> pods, Wanted wanted, Collection<KnobKey> held, Beat beat, AsciiText text) {
        boolean changed = probe(wanted.root, beat) || (wanted != last && !wanted.equals(last));
        last = wanted;
        if (changed || !isSame(pods)) {
            arrange(pods, wanted);
            held.forEach(key -> noteWritten(key.cgroup()));
            lastPods = pods;
            changed = true;
        }
        int touched = beat.every(WRITTEN_PERIOD);
        int untouched = beat.every(held.isEmpty() ? NOTHING_HELD_PERIOD : UNTOUCHED_PERIOD);
        int room = MOST_NEW;
        for (Group group : groups.values()) {
            boolean waits = group.readings.isEmpty() && room-- <= 0;
            changed |= !waits && group.isDue(beat.number(), touched, untouched) && group.read(text);
        }
        if (changed) {
            table = collect();
        }
        return table;
    }

    /** Says that knobs were written, so that their values are read again in the next tick. */
    public void written(Iterable<KnobKey> keys) {
        for (KnobKey key : keys) {
            @Nullable Group group = noteWritten(key.cgroup());
            if (group != null) {
                group.early = Math.max(group.early, 1);
            }
        }
    }

    private @Nullable Group noteWritten(CgroupPath path) {
        Group group = groups.get(path);
        if (group != null) {
            group.written = true;
        }
        return group;
    }

    private boolean probe(Optional<CgroupPath> root, Beat beat) {
        if (root.isEmpty() || (!supported.isEmpty() && beat.number() % beat.every(PROBE_PERIOD) != 0)) {
            return false;
        }
        EnumSet<Knob> found = EnumSet.noneOf(Knob.class);
        for (Knob knob : PodKnobs.PROBED) {
            if (cgroups.exists(root.get(), knob)) {
                found.add(knob);
            }
        }
        boolean changed = !found.equals(supported);
        supported = found;
        return changed;
    }

    /** Whether these are the pods and containers of before, of whatever usage. */
    @SuppressWarnings("ReferenceEquality") // the feed keeps the view of a pod that has not changed
    private boolean isSame(List<PodObservation> pods) {
        if (pods.size() != lastPods.size()) {
            return false;
        }
        for (int i = 0; i < pods.size(); i++) {
            PodObservation now = pods.get(i);
            PodObservation before = lastPods.get(i);
            if (now.pod() != before.pod()
                    || !now.cgroup().equals(before.cgroup())
                    || !sameGroups(now.containers(), before.containers())) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("ReferenceEquality") // the same list is the same groups; another one may be
    private static boolean sameGroups(List<ContainerObservation> now, List<ContainerObservation> before) {
        if (now == before) {
            return true;
        }
        if (now.size() != before.size()) {
            return false;
        }
        for (int i = 0; i < now.size(); i++) {
            if (!now.get(i).cgroup().equals(before.get(i).cgroup())) {
                return false;
            }
        }
        return true;
    }

    private void arrange(List<PodObservation> pods, Wanted more) {
        Map<CgroupPath, Group> before = new HashMap<>(groups);
        groups.clear();
        EnumSet<Knob> ofTiers = EnumSet.of(Knob.CPU_BVT);
        ofTiers.addAll(more.knobs);
        ofTiers.addAll(more.ofTiers);
        pods.forEach(pod -> ofTiers.addAll(ResourceKnobs.of(pod.pod())));
        ofTiers.retainAll(supported);
        for (CgroupPath tier : ofTiers.isEmpty() ? List.<CgroupPath>of() : more.tiers) {
            groups.put(tier, group(tier, ofTiers, before.remove(tier)));
        }
        EnumSet<Knob> ofApplications = EnumSet.copyOf(PodKnobs.OF_APPLICATIONS);
        ofApplications.retainAll(supported);
        for (CgroupPath application : more.applications) {
            groups.computeIfAbsent(application, path -> group(path, ofApplications, before.remove(path)));
        }
        for (PodObservation pod : pods) {
            EnumSet<Knob> wanted = PodKnobs.of(pod.pod(), more.knobs);
            wanted.retainAll(supported);
            pod.cgroup().ifPresent(path -> groups.put(path, group(path, wanted, before.remove(path))));
            for (ContainerObservation container : pod.containers()) {
                CgroupPath path = container.cgroup();
                groups.put(path, group(path, wanted, before.remove(path)));
            }
        }
        before.values().forEach(Group::close);
    }

    private Group group(CgroupPath path, Set<Knob> wanted, @Nullable Group before) {
        if (before != null && before.files.keySet().equals(wanted)) {
            return before;
        }
        if (before != null) {
            before.close();
        }
        Group group = new Group(nextPhase++ & 0xffff);
        for (Knob knob : wanted) {
            group.files.put(knob, new WatchedFile<>(cgroups.open(path, knob), knob::parse));
        }
        return group;
    }

    private KnobTable collect() {
        Map<KnobKey, Reading<KnobValue>> readings = new HashMap<>();
        groups.forEach((path, group) ->
                group.readings.forEach((knob, reading) -> readings.put(new KnobKey(path, knob), reading)));
        return new KnobTable(cgroups.version(), supported, readings);
    }
}
