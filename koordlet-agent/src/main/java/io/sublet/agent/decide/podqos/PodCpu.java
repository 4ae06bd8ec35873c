package io.sublet.agent.decide.podqos;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Governing;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.Settled;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.knob.KnobTable;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.PodQosRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Gives the groups of pods the weight that their PodQoS says, or puts them into the idle class. The kernel forgets a group's weight
 * when it becomes idle, so the idle class goes first.
 */
public final class PodCpu implements RememberingPolicy<Settled> {
    public static final String NAME = "podqos";

    /** Of a group of a weight of 100. */
    private static final long NORMAL_SHARES = 1024;

    private static final long LEAST_SHARES = 2;
    private static final long MOST_SHARES = 262_144;

    @Override
    public Settled start() {
        return Settled.NOT_YET;
    }

    @Override
    public Step<Settled> decide(Observation seen, Settled memory) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return hold(PodCpuReason.PolicyUnknown, memory);
        }
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return hold(PodCpuReason.PodsUnknown, memory);
        }
        List<Object> inputs =
                List.of(seen.knobs(), Settled.described(pods), slo.extensions().podQos());
        Optional<Verdict> again = memory.again(inputs);
        if (again.isPresent()) {
            return new Step<>(again.get(), memory);
        }
        List<Action> actions = new ArrayList<>();
        for (PodObservation pod : pods) {
            pod.cgroup().ifPresent(group -> put(pod.pod(), group, Governing.cpu(pod.pod(), slo), seen, actions));
        }
        Verdict verdict = actions.isEmpty()
                ? new Verdict.Hold(NAME, Reason.of(PodCpuReason.Settled))
                : new Verdict.Act(NAME, actions, Reason.of(PodCpuReason.Governed));
        return new Step<>(verdict, Settled.of(inputs, verdict));
    }

    private static Step<Settled> hold(PodCpuReason code, Settled memory) {
        return new Step<>(new Verdict.Hold(NAME, Reason.of(code)), memory);
    }

    /** Whether the shares of the pod's own group are set here, or not by anybody. */
    public static boolean governsShares(PodView pod, NodeSlo slo) {
        PodQosRule.Cpu cpu = Governing.cpu(pod, slo);
        return cpu.weight().isPresent() || cpu.idle().orElse(false);
    }

    private static void put(PodView pod, CgroupPath group, PodQosRule.Cpu cpu, Observation seen, List<Action> actions) {
        KnobTable knobs = seen.knobs();
        OptionalInt weight = cpu.weight();
        boolean isIdle = knobs.number(group, Knob.CPU_IDLE).orElse(0) == 1;
        KnobKey idleKey = new KnobKey(group, Knob.CPU_IDLE);
        KnobKey sharesKey = new KnobKey(group, Knob.CPU_SHARES);
        if (cpu.idle().orElse(false)) {
            if (!isIdle && knobs.number(group, Knob.CPU_IDLE).isPresent()) {
                actions.add(new Action.SetIdle(group, Reason.of(PodCpuReason.Idle)));
            }
            return;
        }
        boolean heldIdle = seen.held().containsKey(idleKey);
        if (heldIdle) {
            actions.add(new Action.Release(idleKey, Reason.of(PodCpuReason.NotAsked)));
        }
        if (weight.isPresent()) {
            KnobValue wanted = new KnobValue.Whole(shares(weight.getAsInt(), knobs.version()));
            if ((!isIdle || heldIdle)
                    && knobs.value(group, Knob.CPU_SHARES) instanceof Reading.Value<KnobValue>(KnobValue now)
                    && !now.equals(wanted)) {
                actions.add(new Action.SetKnob(
                        sharesKey, wanted, Reason.of(PodCpuReason.Weighed).with("weight", weight.getAsInt())));
            }
        } else if ((heldIdle || !pod.isBestEffort()) && seen.held().containsKey(sharesKey)) {
            // The shares of a best-effort pod are set by what it asks for.
            actions.add(new Action.Release(sharesKey, Reason.of(PodCpuReason.NotAsked)));
        }
    }

    private static long shares(int weight, CgroupVersion version) {
        return version == CgroupVersion.V2
                ? weight
                : Math.clamp(weight * NORMAL_SHARES / 100, LEAST_SHARES, MOST_SHARES);
    }
}
