package io.sublet.agent.decide.cache;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.Schemata;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.cache.Resctrl;
import io.sublet.agent.observe.cache.ResctrlGroup;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.ResourceQos;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Divides the last-level cache and the memory bandwidth among classes of pods by resctrl, as
 * {@code resourceQOSStrategy.*.resctrlQOS} says, and gives single pods a part of their own by their annotation. A group is made in
 * one tick, gets its part in the next and its threads with it; the containers' threads are looked at again and again, since a
 * process that is started from outside of its container is not in the container's group.
 */
public final class CachePartition {
    public static final String NAME = "cache";

    private static final Set<Knob> KNOBS = Set.of(Knob.RESCTRL_GROUP, Knob.RESCTRL_SCHEMATA);
    private static final KnobValue THERE = new KnobValue.Whole(1);

    private CachePartition() {}

    /**
     * What is to be done.
     *
     * @param narrowing makes what holds now of what the policy says
     */
    public static Verdict decide(Observation seen, UnaryOperator<ResourceQos> narrowing) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return new Verdict.Hold(NAME, Reason.of(CacheReason.PolicyUnknown));
        }
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return new Verdict.Hold(NAME, Reason.of(CacheReason.PodsUnknown));
        }
        return switch (seen.resources().resctrl()) {
            case Reading.Missing<Resctrl>(String cause) -> {
                boolean asked = slo.resources().usesCache();
                Reason reason = Reason.of(asked ? CacheReason.NotUsable : CacheReason.NotAsked);
                yield new Verdict.Hold(NAME, asked ? reason.with("cause", cause) : reason);
            }
            case Reading.Value<Resctrl>(Resctrl machine) -> {
                ResourceQos now = narrowing.apply(slo.resources());
                boolean narrowed = !now.equals(slo.resources());
                yield decide(seen, machine, WantedGroups.of(seen, machine, now, pods, narrowed));
            }
        };
    }

    private static Verdict decide(Observation seen, Resctrl machine, WantedGroups wanted) {
        List<Action> actions = new ArrayList<>();
        List<String> impossible = new ArrayList<>();
        for (WantedGroup group : wanted.groups().values()) {
            arrange(machine, group, actions, impossible);
        }
        move(machine, wanted, actions);
        release(seen, wanted, actions);
        Reason reason = Reason.of(
                !actions.isEmpty()
                        ? wanted.groups().isEmpty() ? CacheReason.NoLongerAsked : CacheReason.Divided
                        : wanted.groups().isEmpty() ? CacheReason.NotAsked : CacheReason.AsWanted);
        if (!wanted.groups().isEmpty()) {
            reason = reason.with("groups", wanted.groups().keySet());
        }
        if (!wanted.left().isEmpty()) {
            reason = reason.with("noRoomFor", wanted.left()).with("mostGroups", machine.mostGroups());
        }
        if (!impossible.isEmpty()) {
            reason = reason.with("impossible", impossible);
        }
        if (!wanted.invalid().isEmpty()) {
            reason = reason.with("invalid", wanted.invalid());
        }
        return actions.isEmpty() ? new Verdict.Hold(NAME, reason) : new Verdict.Act(NAME, actions, reason);
    }

    private static void arrange(Resctrl machine, WantedGroup group, List<Action> actions, List<String> impossible) {
        CgroupPath path = new CgroupPath(group.name());
        ResctrlGroup now = machine.groups().get(group.name());
        if (now == null) {
            actions.add(
                    new Action.SetKnob(new KnobKey(path, Knob.RESCTRL_GROUP), THERE, Reason.of(CacheReason.Divided)));
            return;
        }
        switch (group.schemata(machine, now.schemata())) {
            case Reading.Missing<Schemata>(String cause) -> impossible.add(group.name() + ": " + cause);
            case Reading.Value<Schemata>(Schemata lines) -> {
                if (!lines.equals(now.schemata())) {
                    actions.add(new Action.SetKnob(
                            new KnobKey(path, Knob.RESCTRL_SCHEMATA),
                            new KnobValue.Text(lines.render()),
                            Reason.of(CacheReason.Divided)));
                }
            }
        }
    }

    /** Containers with a thread in another group than theirs; but what is in a group of somebody else's stays there. */
    private static void move(Resctrl machine, WantedGroups wanted, List<Action> actions) {
        Map<String, Set<String>> sources = new TreeMap<>();
        Set<String> own = ownTasks(machine);
        machine.threads().forEach((container, threads) -> {
            String name = wanted.places().getOrDefault(container, Resctrl.ROOT);
            ResctrlGroup group = machine.groups().get(name);
            Set<String> elsewhere = new HashSet<>(threads);
            if (name.equals(Resctrl.ROOT)) {
                elsewhere.retainAll(own);
            } else if (group != null) {
                elsewhere.removeAll(group.tasks());
            }
            if (group != null && !elsewhere.isEmpty()) {
                sources.computeIfAbsent(name, any -> new TreeSet<>()).add(container.path());
            }
        });
        sources.forEach((name, containers) -> actions.add(new Action.Trigger(
                new KnobKey(new CgroupPath(name), Knob.RESCTRL_TASKS),
                new KnobValue.Text(String.join("\n", containers)),
                Reason.of(CacheReason.Divided).with("containers", containers.size()))));
    }

    private static Set<String> ownTasks(Resctrl machine) {
        Set<String> tasks = new HashSet<>();
        machine.groups().forEach((name, group) -> {
            if (WantedGroups.isOwn(name)) {
                tasks.addAll(group.tasks());
            }
        });
        return tasks;
    }

    private static void release(Observation seen, WantedGroups wanted, List<Action> actions) {
        Set<String> done = new TreeSet<>();
        for (KnobKey key : seen.held().keySet()) {
            if (KNOBS.contains(key.knob())
                    && !wanted.groups().containsKey(key.cgroup().path())) {
                done.add(key.cgroup().path());
            }
        }
        for (String name : done) {
            for (Knob knob : List.of(Knob.RESCTRL_SCHEMATA, Knob.RESCTRL_GROUP)) {
                KnobKey key = new KnobKey(new CgroupPath(name), knob);
                if (seen.held().containsKey(key)) {
                    actions.add(new Action.Release(key, Reason.of(CacheReason.NoLongerAsked)));
                }
            }
        }
    }
}
