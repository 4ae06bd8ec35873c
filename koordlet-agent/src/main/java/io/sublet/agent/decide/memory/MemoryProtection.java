package io.sublet.agent.decide.memory;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Governing;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.Settled;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.knob.ResourceKnobs;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps memory for pods, slows down their allocations and lets their groups reclaim in the background, as
 * {@code resourceQOSStrategy.*.memoryQOS}, the pods' PodQoS and their annotation say; see memory.min, memory.low and memory.high in cgroup-v2.rst.
 * Settings of files that this kernel lacks are left out.
 */
public final class MemoryProtection implements RememberingPolicy<Settled> {
    public static final String NAME = "memory";

    @Override
    public Settled start() {
        return Settled.NOT_YET;
    }

    @Override
    public Step<Settled> decide(Observation seen, Settled memory) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return new Step<>(hold(Reason.of(MemoryReason.PolicyUnknown)), memory);
        }
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return new Step<>(hold(Reason.of(MemoryReason.PodsUnknown)), memory);
        }
        if (!(seen.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier tier))) {
            return new Step<>(hold(Reason.of(MemoryReason.TierMissing)), memory);
        }
        Optional<Bytes> node =
                seen.node().map(NodeView::allocatable).toOptional().map(all -> all.memory());
        List<Object> inputs = List.of(
                seen.knobs(),
                Settled.described(pods),
                slo.resources(),
                slo.extensions().podQos(),
                seen.held(),
                node);
        Optional<Verdict> again = memory.again(inputs);
        if (again.isPresent()) {
            return new Step<>(again.get(), memory);
        }
        Verdict verdict = decide(seen, pods, wanted(pods, tier.path().parent(), slo, node));
        return new Step<>(verdict, Settled.of(inputs, verdict));
    }

    private static WantedMemory wanted(List<PodObservation> pods, CgroupPath root, NodeSlo slo, Optional<Bytes> node) {
        WantedMemory wanted = new WantedMemory(root, slo.resources(), node);
        for (PodObservation pod : pods) {
            pod.cgroup()
                    .filter(group -> group.isWithin(root))
                    .ifPresent(group -> wanted.add(pod, group, Governing.memory(pod.pod(), slo)));
        }
        return wanted;
    }

    private static Verdict decide(Observation seen, List<PodObservation> pods, WantedMemory wanted) {
        Map<KnobKey, KnobValue> values = wanted.values();
        Reason why = Reason.of(MemoryReason.Protected).with("kept", wanted.kept());
        List<Action> actions = new ArrayList<>();
        values.forEach((key, value) -> {
            if (seen.knobs().value(key.cgroup(), key.knob()) instanceof Reading.Value<KnobValue>(KnobValue now)
                    && !key.knob().isTaken(value, now)) {
                actions.add(new Action.SetKnob(key, value, why));
            }
        });
        Reason noLonger = Reason.of(MemoryReason.NoLongerAsked);
        for (KnobKey key : seen.held().keySet()) {
            if (ResourceKnobs.MEMORY.contains(key.knob()) && !values.containsKey(key)) {
                actions.add(new Action.Release(key, noLonger));
            }
        }
        actions.sort(Comparator.comparing(Action::toString));
        Reason reason = actions.isEmpty()
                ? Reason.of(values.isEmpty() ? MemoryReason.NotAsked : MemoryReason.AsWanted)
                : values.isEmpty() ? noLonger : why;
        if (!values.isEmpty()) {
            reason = reason.with("pods", pods.size());
        }
        if (!wanted.invalid().isEmpty()) {
            reason = reason.with("invalid", wanted.invalid());
        }
        return actions.isEmpty() ? hold(reason) : new Verdict.Act(NAME, actions, reason);
    }

    private static Verdict.Hold hold(Reason reason) {
        return new Verdict.Hold(NAME, reason);
    }
}
