package io.sublet.agent.decide.memory;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Policy;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.node.NodeMemory;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeMemoryRule;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Has the kernel reclaim earlier on the node as a whole, as {@code systemStrategy} says; see vm.rst of the kernel's documentation. */
public final class NodeWatermarks implements Policy {
    public static final String NAME = "watermarks";

    /** Out of this, a mistake could take all memory from everybody, or starve the kernel. */
    static final long LEAST_FREE_KIB = 10L << 10;

    static final long MOST_FREE_KIB = 10L << 20;

    /** Of the node's memory. The kernel itself, where it chooses, never takes more than a twentieth. */
    private static final long MOST_PART = 10;

    private static final List<Knob> KNOBS = List.of(Knob.VM_MIN_FREE, Knob.VM_WATERMARK_SCALE);

    @Override
    public Verdict decide(Observation seen) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return new Verdict.Hold(NAME, Reason.of(MemoryReason.PolicyUnknown));
        }
        NodeMemoryRule rule = slo.resources().nodeMemory();
        if (rule.minFreeFactor().isPresent() && seen.detail().memory().isMissing()) {
            return new Verdict.Hold(NAME, Reason.of(MemoryReason.MemoryUnknown));
        }
        Map<Knob, Long> wanted = new TreeMap<>();
        rule.watermarkScale().ifPresent(scale -> wanted.put(Knob.VM_WATERMARK_SCALE, scale));
        rule.minFreeFactor().ifPresent(factor -> wanted.put(Knob.VM_MIN_FREE, minFree(total(seen), factor)));
        List<Action> actions = new ArrayList<>();
        Reason why = Reason.of(MemoryReason.ReclaimsEarlier);
        Reason noLonger = Reason.of(MemoryReason.NoLongerAsked);
        for (Knob knob : KNOBS) {
            KnobKey key = new KnobKey(CgroupPath.ROOT, knob);
            Long value = wanted.get(knob);
            if (value == null) {
                if (seen.held().containsKey(key)) {
                    actions.add(new Action.Release(key, noLonger));
                }
            } else if (seen.resources().kernel().get(knob) instanceof Reading.Value<KnobValue>(KnobValue now)
                    && !now.equals(new KnobValue.Whole(value))) {
                actions.add(new Action.SetKnob(key, new KnobValue.Whole(value), why.with("wanted", value)));
            }
        }
        if (actions.isEmpty()) {
            return new Verdict.Hold(NAME, Reason.of(wanted.isEmpty() ? MemoryReason.NotAsked : MemoryReason.AsWanted));
        }
        return new Verdict.Act(NAME, actions, wanted.isEmpty() ? noLonger : why);
    }

    /** KiB. */
    private static long minFree(Bytes total, long factor) {
        long kib = total.value() / 1024;
        long asked = kib / 10_000 * factor + kib % 10_000 * factor / 10_000;
        return Math.clamp(Math.min(asked, kib / MOST_PART), LEAST_FREE_KIB, MOST_FREE_KIB);
    }

    private static Bytes total(Observation seen) {
        return seen.detail().memory().map(NodeMemory::total).toOptional().orElse(Bytes.ZERO);
    }
}
