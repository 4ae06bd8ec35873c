package io.sublet.agent.decide.limits;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.Settled;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.podqos.PodCpu;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.group.GroupMemory;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.knob.KnobTable;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Ratio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives pods that ask for batch or mid resources, which the kubelet knows nothing of, the shares, quota and memory limit that they
 * ask for, on the pod's group and on each container's. A limit that is not asked for stays as it was.
 *
 * <p>A group that uses more memory than it asks for, or of which nobody knows what it uses, keeps the limit that it has meanwhile: a pod that was
 * there before the agent is not ended by it.
 *
 * <p>On cgroup v1 a pod cannot have a quota above the best-effort tier's. While the tier has less, such a limit is lifted: the
 * tier's is then the one that counts.
 */
public final class BatchLimits implements RememberingPolicy<Settled> {
    public static final String NAME = "limits";

    private static final List<Knob> KNOBS = List.of(Knob.CPU_SHARES, Knob.CPU_QUOTA, Knob.MEMORY_LIMIT);
    private static final List<Knob> WITHOUT_SHARES = List.of(Knob.CPU_QUOTA, Knob.MEMORY_LIMIT);
    private static final KnobValue LIFTED = new KnobValue.Quota(CpuQuota.UNLIMITED);

    @Override
    public Settled start() {
        return Settled.NOT_YET;
    }

    @Override
    public Step<Settled> decide(Observation seen, Settled memory) {
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return new Step<>(new Verdict.Hold(NAME, Reason.of(LimitsReason.PodsUnknown)), memory);
        }
        if (!(seen.node() instanceof Reading.Value<NodeView>(NodeView view))) {
            return new Step<>(new Verdict.Hold(NAME, Reason.of(LimitsReason.NodeUnknown)), memory);
        }
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return new Step<>(new Verdict.Hold(NAME, Reason.of(LimitsReason.PolicyUnknown)), memory);
        }
        Node node = Node.of(seen, view);
        List<Object> inputs = List.of(
                seen.knobs(), Settled.described(pods), node, slo.extensions().podQos());
        Optional<Verdict> again = memory.again(inputs);
        if (again.isPresent()) {
            return new Step<>(again.get(), memory);
        }
        Waiting waiting = new Waiting(new EnumMap<>(LimitsReason.class));
        Verdict verdict = decide(pods, node, slo, seen, waiting);
        return new Step<>(verdict, waiting.groups.isEmpty() ? Settled.of(inputs, verdict) : Settled.NOT_YET);
    }

    /** Groups that have to wait for their limit of memory, by the reason. */
    private record Waiting(Map<LimitsReason, List<String>> groups) {
        void add(LimitsReason why, CgroupPath group) {
            groups.computeIfAbsent(why, reason -> new ArrayList<>()).add(group.toString());
        }

        /** The first reason in the order of their declaration. */
        Optional<LimitsReason> reason() {
            return groups.keySet().stream().findFirst();
        }

        Reason addTo(Reason told) {
            Reason all = told;
            for (Map.Entry<LimitsReason, List<String>> waiting : groups.entrySet()) {
                all = all.with(waiting.getKey().fact(), String.join("; ", waiting.getValue()));
            }
            return all;
        }
    }

    /**
     * What all pods share.
     *
     * @param tierQuota above which no quota below the tier may be; unlimited where the kernel does not mind
     */
    private record Node(Ratio ratio, CgroupPath tier, CpuQuota tierQuota, Duration tierPeriod) {
        static Node of(Observation seen, NodeView view) {
            if (seen.knobs().version() == CgroupVersion.V1
                    && seen.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier tier)) {
                return new Node(
                        view.cpuNormalization(),
                        tier.path(),
                        tier.quota().toOptional().orElse(CpuQuota.UNLIMITED),
                        tier.period().toOptional().orElse(KnobTable.DEFAULT_PERIOD));
            }
            return new Node(view.cpuNormalization(), CgroupPath.ROOT, CpuQuota.UNLIMITED, KnobTable.DEFAULT_PERIOD);
        }

        boolean isNarrowerThan(CgroupPath group, KnobValue value, KnobTable knobs) {
            return value instanceof KnobValue.Quota(CpuQuota quota)
                    && group.isWithin(tier)
                    && quota.isAbove(knobs.period(group), tierQuota, tierPeriod);
        }
    }

    private static Verdict decide(
            List<PodObservation> pods, Node node, NodeSlo slo, Observation seen, Waiting waiting) {
        List<Action> actions = new ArrayList<>();
        String invalid = "";
        int limited = 0;
        for (PodObservation pod : pods) {
            if (!pod.pod().isBestEffort() || pod.cgroup().isEmpty()) {
                continue;
            }
            // The weight of a pod's own group may be a PodQoS's.
            List<Knob> knobs = PodCpu.governsShares(pod.pod(), slo) ? WITHOUT_SHARES : KNOBS;
            switch (ColocatedPod.of(pod.pod())) {
                case ColocatedPod.No() -> release(pod, knobs, seen, actions);
                case ColocatedPod.Invalid(String cause) -> invalid = pod.pod().ref() + ": " + cause;
                case ColocatedPod.Yes asks -> {
                    limited++;
                    limit(pod, asks, new Scope(node, knobs, seen, waiting), actions);
                }
            }
        }
        LimitsReason held =
                waiting.reason().orElse(invalid.isEmpty() ? LimitsReason.Settled : LimitsReason.SpecInvalid);
        Reason told = waiting.addTo(
                Reason.of(actions.isEmpty() ? held : LimitsReason.AskedFor).with("pods", limited));
        Reason reason = invalid.isEmpty() ? told : told.with("invalid", invalid);
        return actions.isEmpty() ? new Verdict.Hold(NAME, reason) : new Verdict.Act(NAME, actions, reason);
    }

    /**
     * Where limits are set.
     *
     * @param ofPod the knobs of the pod's own group that are set here
     * @param waiting takes the groups that do not get their limit of memory yet
     */
    private record Scope(Node node, List<Knob> ofPod, Observation seen, Waiting waiting) {}

    private static void limit(PodObservation pod, ColocatedPod.Yes asks, Scope scope, List<Action> actions) {
        limit(new Target(pod.cgroup().orElseThrow(), pod.group()), asks.pod(), scope, actions);
        for (ContainerObservation container : pod.containers()) {
            Asked asked = asks.containers().getOrDefault(container.container().name(), Asked.NOTHING);
            limit(
                    new Target(container.cgroup(), container.group()),
                    asked,
                    new Scope(scope.node, KNOBS, scope.seen, scope.waiting),
                    actions);
        }
    }

    /** A group, and what was seen of it. */
    private record Target(CgroupPath group, GroupObservation observed) {
        /** Why it cannot have such a limit of memory yet: the kernel would end processes to bring the group below it, or may have to. */
        Optional<LimitsReason> obstacle(Knob knob, KnobValue value) {
            if (knob != Knob.MEMORY_LIMIT || !(value instanceof KnobValue.Whole(long limit))) {
                return Optional.empty();
            }
            return switch (observed.memory()) {
                case Reading.Missing<GroupMemory> unread -> Optional.of(LimitsReason.UsageUnknown);
                case Reading.Value<GroupMemory>(GroupMemory memory) ->
                    memory.anonymous().value() > limit ? Optional.of(LimitsReason.UsesMore) : Optional.empty();
            };
        }
    }

    private static void limit(Target target, Asked asked, Scope scope, List<Action> actions) {
        CgroupPath group = target.group;
        Node node = scope.node;
        Observation seen = scope.seen;
        KnobTable knobs = seen.knobs();
        Map<Knob, KnobValue> wanted = GroupLimits.of(asked, knobs.version(), knobs.period(group), node.ratio);
        for (Knob knob : scope.ofPod) {
            KnobKey key = new KnobKey(group, knob);
            if (knobs.value(group, knob) instanceof Reading.Value<KnobValue>(KnobValue now)
                    && (knob != Knob.CPU_SHARES || !isIdle(group, knobs))) {
                KnobValue value = wanted.get(knob);
                if (value == null) {
                    release(key, now, seen, actions);
                } else if (node.isNarrowerThan(group, value, knobs)) {
                    if (!now.equals(LIFTED)) {
                        actions.add(new Action.SetKnob(
                                key,
                                LIFTED,
                                Reason.of(LimitsReason.TierNarrower).with("tier", node.tierQuota)));
                    }
                } else if (!knob.isTaken(value, now)) {
                    target.obstacle(knob, value)
                            .ifPresentOrElse(
                                    why -> scope.waiting.add(why, group),
                                    () -> actions.add(new Action.SetKnob(
                                            key,
                                            value,
                                            Reason.of(LimitsReason.AskedFor).with("ratio", node.ratio))));
                }
            }
        }
    }

    /** The shares of an idle group cannot be written. */
    private static boolean isIdle(CgroupPath group, KnobTable knobs) {
        return knobs.number(group, Knob.CPU_IDLE).orElse(0) == 1;
    }

    private static void release(PodObservation pod, List<Knob> knobs, Observation seen, List<Action> actions) {
        pod.cgroup().ifPresent(group -> release(group, knobs, seen, actions));
        pod.containers().forEach(container -> release(container.cgroup(), KNOBS, seen, actions));
    }

    private static void release(CgroupPath group, List<Knob> knobs, Observation seen, List<Action> actions) {
        for (Knob knob : knobs) {
            if (seen.knobs().value(group, knob) instanceof Reading.Value<KnobValue>(KnobValue now)) {
                release(new KnobKey(group, knob), now, seen, actions);
            }
        }
    }

    /** A quota that is lifted was lifted by the suppression, which puts it back. */
    private static void release(KnobKey key, KnobValue now, Observation seen, List<Action> actions) {
        if (seen.held().containsKey(key) && !now.equals(LIFTED)) {
            actions.add(new Action.Release(key, Reason.of(LimitsReason.NotLimited)));
        }
    }
}
