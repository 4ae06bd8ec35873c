package io.sublet.agent.decide.cpuset;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.HostApplications;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.Settled;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts pods on the CPUs that are theirs ({@link Places}), container by container; on v2 the pod's group as well, so that a container
 * is born where it belongs. Applications outside of pods of class LS share what LS pods share. On v1 the group of the pod stays as wide as it was, because containers that nobody knows of yet are
 * in it. A pod that is bound to CPUs of its own is not throttled by a quota either.
 *
 * <p>Where the kubelet assigns CPUs itself (static CPU manager) nothing is placed: two writers of one cpuset would undo each other.
 */
public final class CpuPlaces implements RememberingPolicy<Settled> {
    public static final String NAME = "cpuset";

    @Override
    public Settled start() {
        return Settled.NOT_YET;
    }

    @Override
    public Step<Settled> decide(Observation seen, Settled memory) {
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return hold(PlaceReason.PodsUnknown, memory);
        }
        if (!(seen.node() instanceof Reading.Value<NodeView>(NodeView node))) {
            return hold(PlaceReason.NodeUnknown, memory);
        }
        if (!(seen.machine().topology() instanceof Reading.Value<CpuTopology>(CpuTopology topology))) {
            return hold(PlaceReason.TopologyMissing, memory);
        }
        List<Object> inputs = List.of(
                seen.knobs(),
                Settled.described(pods),
                HostApplications.of(seen),
                topology,
                node,
                seen.tier().flatMap(BestEffortTier::allowed),
                seen.kubelet().settings(),
                seen.kubelet().cpuManager());
        Optional<Verdict> again = memory.again(inputs);
        if (again.isPresent()) {
            return new Step<>(again.get(), memory);
        }
        Verdict verdict = seen.kubelet().assignsCpus()
                ? new Plan(seen, topology).release(pods)
                : new Plan(seen, topology)
                        .place(
                                pods,
                                Places.of(
                                        seen,
                                        topology,
                                        node,
                                        pods.stream().map(PodObservation::pod).toList()));
        return new Step<>(verdict, Settled.of(inputs, verdict));
    }

    private static Step<Settled> hold(PlaceReason code, Settled memory) {
        return new Step<>(new Verdict.Hold(NAME, Reason.of(code)), memory);
    }

    /** The groups that this rule places of a pod. */
    public static List<CgroupPath> groups(PodObservation pod, CgroupVersion version) {
        List<CgroupPath> groups = new ArrayList<>();
        if (version == CgroupVersion.V2) {
            pod.cgroup().ifPresent(groups::add);
        }
        for (ContainerObservation container : pod.containers()) {
            groups.add(container.cgroup());
        }
        return groups;
    }

    /** What comes of one observation, in the making. */
    private static final class Plan {
        private final Observation seen;
        private final CpuTopology topology;
        private final List<Action> actions = new ArrayList<>();
        private final List<String> held = new ArrayList<>();
        private int bound;

        Plan(Observation seen, CpuTopology topology) {
            this.seen = seen;
            this.topology = topology;
        }

        Verdict place(List<PodObservation> pods, Places places) {
            for (PodObservation pod : pods) {
                List<CgroupPath> groups = groups(pod, seen.knobs().version());
                boolean placed = groups.stream().anyMatch(group -> isHeld(group, Knob.CPUSET));
                switch (places.of(pod.pod(), placed)) {
                    case Place.On on -> {
                        bound += on.own() ? 1 : 0;
                        groups.forEach(group ->
                                put(group, on.cpus(), on.why(), "pod", pod.pod().ref()));
                        if (on.own()) {
                            unlimit(pod);
                        }
                    }
                    case Place.Anywhere() -> groups.forEach(this::release);
                    case Place.Elsewhere() -> {}
                    case Place.Stay(String why) -> held.add(pod.pod().ref() + ": " + why);
                }
            }
            HostApplications.of(seen).forEach(application -> place(application, places.pool()));
            forget();
            PlaceReason idle = held.isEmpty()
                    ? PlaceReason.Settled
                    : places.pool().isEmpty() ? PlaceReason.PoolEmpty : PlaceReason.ClaimHeld;
            Reason reason = Reason.of(actions.isEmpty() ? idle : PlaceReason.Placed)
                    .with("bound", bound)
                    .with("pool", places.pool().toString());
            return verdict(held.isEmpty() ? reason : reason.with("held", String.join("; ", held)));
        }

        /** Those of class LS share what pods of theirs share; the others are not placed. */
        private void place(HostApplications.Placed placed, CpuSet pool) {
            HostApplication application = placed.application();
            if (application.qos() != QosClass.LS || pool.equals(topology.cpuSet())) {
                release(placed.cgroup());
            } else if (pool.isEmpty()) {
                held.add(application.name() + ": no CPU is left to share");
            } else {
                put(placed.cgroup(), pool, PlaceReason.SharePool, "application", application.name());
            }
        }

        private void forget() {
            for (KnobKey key : HostApplications.forgotten(seen, Knob.CPUSET)) {
                actions.add(new Action.Release(key, Reason.of(PlaceReason.ApplicationsGroup)));
            }
        }

        /** Gives back what was placed before the kubelet began to. */
        Verdict release(List<PodObservation> pods) {
            for (PodObservation pod : pods) {
                if (!pod.pod().isBestEffort()) {
                    groups(pod, seen.knobs().version()).forEach(this::release);
                }
            }
            HostApplications.of(seen).forEach(application -> release(application.cgroup()));
            forget();
            return verdict(Reason.of(PlaceReason.KubeletAssigns));
        }

        private Verdict verdict(Reason reason) {
            return actions.isEmpty() ? new Verdict.Hold(NAME, reason) : new Verdict.Act(NAME, actions, reason);
        }

        private void put(CgroupPath group, CpuSet cpus, PlaceReason why, String whose, Object name) {
            if (seen.knobs().cpus(group) instanceof Reading.Value<CpuSet>(CpuSet now) && !now.equals(cpus)) {
                actions.add(new Action.SetCpuset(
                        group, cpus, Reason.of(why).with(whose, name).with("had", now.toString())));
            }
        }

        private void unlimit(PodObservation pod) {
            List<CgroupPath> groups = new ArrayList<>(pod.cgroup().stream().toList());
            pod.containers().forEach(container -> groups.add(container.cgroup()));
            for (CgroupPath group : groups) {
                if (seen.knobs().quota(group) instanceof Reading.Value<CpuQuota>(CpuQuota now) && !now.isUnlimited()) {
                    actions.add(new Action.SetKnob(
                            new KnobKey(group, Knob.CPU_QUOTA),
                            new KnobValue.Quota(CpuQuota.UNLIMITED),
                            Reason.of(PlaceReason.NoQuota).with("pod", pod.pod().ref())));
                }
            }
        }

        private void release(CgroupPath group) {
            if (isHeld(group, Knob.CPUSET)) {
                actions.add(new Action.Release(new KnobKey(group, Knob.CPUSET), Reason.of(PlaceReason.WholeNode)));
            }
        }

        private boolean isHeld(CgroupPath group, Knob knob) {
            return seen.held().containsKey(new KnobKey(group, knob));
        }
    }
}
