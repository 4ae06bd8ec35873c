package io.sublet.agent.observe.pod;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.ColdPages;
import io.sublet.agent.observe.group.Cpi;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.group.GroupReader;
import io.sublet.agent.observe.group.Pace;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import io.sublet.model.usage.ResourceUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Observes the pods of the node. Which groups are read is worked out when the pods have changed, not at each observation. */
public final class PodsObserver {
    /** A group that was not there may have come up, or under another name; looked for again after this time. */
    private static final long LOOK_AGAIN_NANOS = 10_000_000_000L;

    /** More groups than a node has pods are what ended pods have left behind; they are not looked at ahead. */
    private static final int MOST_AHEAD = 256;

    /** Containers that are only shown, read for the first time in one look: a process that starts finds hundreds of them. */
    private static final int MOST_NEW = 32;

    /** One group and the memory that counts as used of what was last read of it. */
    private static final class Member {
        final GroupReader reader;
        private @Nullable Reading<?> memoryRead;
        private Reading<Bytes> memory = Reading.missing("not read yet");
        private MemoryCollectPolicy policy = MemoryCollectPolicy.WITHOUT_PAGE_CACHE;
        GroupObservation seen = GroupObservation.missing("not read yet");
        ResourceUsage usage = ResourceUsage.missing("not read yet");

        Member(GroupReader reader) {
            this.reader = reader;
        }

        /** Whether anything of it was read. */
        @SuppressWarnings("ReferenceEquality") // another object only when it, or the memory in it, was read anew
        boolean read(Beat beat, Pace pace, Look look, AsciiText text) {
            MemoryCollectPolicy wanted = look.policy;
            GroupObservation now = reader.read(beat, pace, look.coldPages, text);
            if (now == seen && wanted == policy) {
                return false;
            }
            seen = now;
            if (seen.memory() != memoryRead || wanted != policy) {
                memoryRead = seen.memory();
                policy = wanted;
                memory = seen.usedMemory(wanted);
            }
            usage = new ResourceUsage(seen.cpu(), memory);
            return true;
        }
    }

    /**
     * How pods are looked at.
     *
     * @param policy which memory counts as used
     * @param coldPages how idle pages are counted here; null where they are not
     * @param paces how often pods and containers are read
     * @param cpi what was counted of a container's group
     */
    public record Look(
            MemoryCollectPolicy policy,
            @Nullable ColdPages coldPages,
            Paces paces,
            Function<CgroupPath, Reading<Cpi>> cpi) {}

    private record ContainerMember(ContainerView container, Member group) {}

    /** A pod's groups, and what was last seen of its containers. */
    private final class PodMembers {
        final PodView pod;
        final Member group;
        final Optional<CgroupPath> path;
        private final List<ContainerMember> containers;
        private List<ContainerObservation> seen = List.of();

        PodMembers(PodView pod, Member group, List<ContainerMember> containers) {
            this.pod = pod;
            this.group = group;
            this.path = Optional.of(group.reader.path());
            this.containers = containers;
        }

        PodObservation read(Beat beat, Look look, AsciiText text) {
            group.read(beat, look.paces.ofPod(pod), look, text);
            Pace pace = look.paces.ofContainers(pod);
            boolean changed = seen.size() != containers.size();
            for (int i = 0; i < containers.size(); i++) {
                Member member = containers.get(i).group;
                boolean waits = member.reader.isUnread() && pace.equals(Pace.SHOWN) && room-- <= 0;
                boolean read = !waits && member.read(beat, pace, look, text);
                changed = changed || read || isCounted(member, seen.get(i), look);
            }
            if (changed) {
                seen = observe(look);
            }
            return new PodObservation(pod, path, group.usage, group.seen, seen);
        }

        @SuppressWarnings("ReferenceEquality") // another object only when the counters were read anew
        private static boolean isCounted(Member member, ContainerObservation before, Look look) {
            return look.cpi.apply(member.reader.path()) != before.cpi();
        }

        private List<ContainerObservation> observe(Look look) {
            List<ContainerObservation> observed = new ArrayList<>(containers.size());
            for (ContainerMember container : containers) {
                Member member = container.group;
                CgroupPath place = member.reader.path();
                observed.add(new ContainerObservation(
                        container.container, place, member.usage, member.seen, look.cpi.apply(place)));
            }
            return List.copyOf(observed);
        }
    }

    private final CgroupFs cgroups;
    private final PodPaths paths;
    private final AsciiText text = new AsciiText();
    private final Map<CgroupPath, Member> members = new HashMap<>();
    private List<PodMembers> pods = List.of();
    private @Nullable List<PodView> lastPods;
    private @Nullable KubepodsLayout lastLayout;
    private int nextPhase;
    private long lookedAt;
    private boolean lookedAhead;
    private int room;

    public PodsObserver(CgroupFs cgroups) {
        this.cgroups = cgroups;
        this.paths = new PodPaths(cgroups);
    }

    /** Looks, while pods are not known, at every group that may be a pod's, so that there are rates as soon as it is known whose it is. */
    public void lookAhead(Reading<KubepodsLayout> found, Beat beat, Look look) {
        boolean again = !lookedAhead || beat.nanoTime() - lookedAt >= LOOK_AGAIN_NANOS;
        if (!again || !(found instanceof Reading.Value<KubepodsLayout>(KubepodsLayout layout))) {
            return;
        }
        lookedAhead = true;
        lookedAt = beat.nanoTime();
        forgetAll();
        List<CgroupPath> groups = paths.inTiers(layout);
        for (CgroupPath group : groups.size() > MOST_AHEAD ? List.<CgroupPath>of() : groups) {
            member(group).read(beat, Pace.REPORTED, look, text);
        }
    }

    /**
     * Observes each pod that holds resources.
     *
     * @param known all pods; the same list as before if nothing has changed
     */
    public List<PodObservation> observe(List<PodView> known, Reading<KubepodsLayout> found, Beat beat, Look look) {
        if (!(found instanceof Reading.Value<KubepodsLayout>(KubepodsLayout layout))) {
            return unseen(known, found instanceof Reading.Missing<KubepodsLayout>(String cause) ? cause : "");
        }
        arrange(known, layout, beat);
        room = MOST_NEW;
        List<PodObservation> observed = new ArrayList<>(pods.size());
        for (PodMembers pod : pods) {
            observed.add(pod.read(beat, look, text));
        }
        return observed;
    }

    private List<PodObservation> unseen(List<PodView> known, String cause) {
        forgetAll();
        lastPods = null;
        return known.stream()
                .filter(PodView::active)
                .map(pod -> new PodObservation(pod, ResourceUsage.missing(cause)))
                .toList();
    }

    private void forgetAll() {
        members.values().forEach(member -> member.reader.close());
        members.clear();
    }

    @SuppressWarnings("ReferenceEquality") // the feed makes a new list for each change
    private void arrange(List<PodView> known, KubepodsLayout layout, Beat beat) {
        boolean changed = known != lastPods || !layout.equals(lastLayout);
        boolean look = changed || beat.nanoTime() - lookedAt >= LOOK_AGAIN_NANOS;
        if (look) {
            lookedAt = beat.nanoTime();
        }
        if (!changed && !(look && isAnyMissing())) {
            return;
        }
        lastPods = known;
        lastLayout = layout;
        Map<CgroupPath, Member> before = new HashMap<>(members);
        List<PodMembers> arranged = new ArrayList<>();
        for (PodView pod : known) {
            if (pod.active()) {
                CgroupPath path = paths.pod(layout, pod);
                List<ContainerMember> containers = new ArrayList<>();
                for (ContainerView container : pod.containers()) {
                    Optional<String> id = container.id();
                    id.ifPresent(there -> containers.add(
                            new ContainerMember(container, member(paths.container(layout, path, there), before))));
                }
                arranged.add(new PodMembers(pod, member(path, before), containers));
            }
        }
        pods = arranged;
        before.forEach((path, member) -> {
            member.reader.close();
            members.remove(path);
        });
    }

    private boolean isAnyMissing() {
        for (Member member : members.values()) {
            if (member.seen.cpu().isMissing()) {
                return true;
            }
        }
        return false;
    }

    /** The group's member, of before if there was one; taken out of those that nobody wants any more. */
    private Member member(CgroupPath path, Map<CgroupPath, Member> before) {
        before.remove(path);
        return member(path);
    }

    private Member member(CgroupPath path) {
        return members.computeIfAbsent(path, key -> new Member(new GroupReader(cgroups, key, nextPhase++)));
    }
}
