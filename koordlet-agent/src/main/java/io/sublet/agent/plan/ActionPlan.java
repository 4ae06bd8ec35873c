package io.sublet.agent.plan;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.Step;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The writes of one tick in an order that the kernel accepts. On cgroup v1 a parent must contain its children at every moment, so:
 *
 * <ol>
 *   <li>the idle flag, then the shares (an idle group's shares cannot be written);
 *   <li>from the top down what becomes wider, and for a set of CPUs that moves, the union of old and new;
 *   <li>from the bottom up what becomes narrower.
 * </ol>
 *
 * Writes of the value that was observed are left out. Of two actions on one knob the first counts.
 *
 * @param others what is done beside writes, in the order of the policies
 */
public record ActionPlan(List<Write> writes, List<Step> others) {
    public static final ActionPlan EMPTY = new ActionPlan(List.of(), List.of());

    public ActionPlan {
        writes = List.copyOf(writes);
        others = List.copyOf(others);
    }

    /** All steps, writes first. */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>(writes);
        steps.addAll(others);
        return steps;
    }

    /**
     * Makes the plan.
     *
     * @param observed the values of now, as far as they are known
     * @param held the original values of what is held
     */
    public static ActionPlan from(
            List<Verdict> verdicts, Map<KnobKey, KnobValue> observed, Map<KnobKey, KnobValue> held) {
        List<Action> actions = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Act act) {
                actions.addAll(act.actions());
            }
        }
        return of(actions, observed, held);
    }

    /** Makes the plan of some actions. */
    public static ActionPlan of(List<Action> actions, Map<KnobKey, KnobValue> observed, Map<KnobKey, KnobValue> held) {
        Map<KnobKey, Write> wanted = new LinkedHashMap<>();
        List<Step> others = new ArrayList<>();
        for (Action any : actions) {
            if (any instanceof Step step) {
                others.add(step);
            }
            if (!(any instanceof KnobAction action)) {
                continue;
            }
            Optional<KnobValue> value =
                    action.value().isPresent() ? action.value() : Optional.ofNullable(held.get(action.key()));
            boolean known = value.isPresent() && value.get().equals(observed.get(action.key()));
            // A release of an unchanged value still has to be noted, so that it is no longer held.
            if (value.isPresent() && (!known || action instanceof Action.Release)) {
                wanted.putIfAbsent(
                        action.key(),
                        new Write(
                                action.key(),
                                value.get(),
                                action,
                                true,
                                Optional.ofNullable(observed.get(action.key()))));
            }
        }
        List<Write> writes = new ArrayList<>();
        addFlags(wanted, writes);
        addWidening(wanted, observed, writes);
        addNarrowing(wanted, observed, writes);
        return new ActionPlan(writes, others);
    }

    private static boolean isNested(Knob knob) {
        return knob == Knob.CPU_QUOTA || knob == Knob.CPUSET;
    }

    private static void addFlags(Map<KnobKey, Write> wanted, List<Write> writes) {
        wanted.values().stream()
                .filter(write -> !isNested(write.key().knob()))
                .sorted(Comparator.comparingInt((Write write) -> write.key().knob() == Knob.CPU_IDLE ? 0 : 1)
                        .thenComparing(write -> write.key().cgroup()))
                .forEach(writes::add);
    }

    private static void addWidening(Map<KnobKey, Write> wanted, Map<KnobKey, KnobValue> observed, List<Write> writes) {
        wanted.values().stream()
                .filter(write -> isNested(write.key().knob()))
                .sorted(Comparator.comparingInt(
                                (Write write) -> write.key().cgroup().depth())
                        .thenComparing(write -> write.key().cgroup()))
                .forEach(write -> {
                    KnobValue now = observed.get(write.key());
                    if (now == null || contains(write.value(), now)) {
                        writes.add(write);
                    } else if (!contains(now, write.value())
                            && now instanceof KnobValue.Cpus(CpuSet old)
                            && write.value() instanceof KnobValue.Cpus(CpuSet cpus)) {
                        writes.add(new Write(
                                write.key(),
                                new KnobValue.Cpus(old.union(cpus)),
                                write.action(),
                                false,
                                write.observed()));
                    }
                });
    }

    private static void addNarrowing(Map<KnobKey, Write> wanted, Map<KnobKey, KnobValue> observed, List<Write> writes) {
        wanted.values().stream()
                .filter(write -> isNested(write.key().knob()))
                .sorted(Comparator.comparingInt(
                                (Write write) -> -write.key().cgroup().depth())
                        .thenComparing(write -> write.key().cgroup()))
                .forEach(write -> {
                    KnobValue now = observed.get(write.key());
                    if (now != null && !contains(write.value(), now)) {
                        writes.add(write);
                    }
                });
    }

    /** Whether a group with the first value has room for a child with the second one. No CPUs of one's own mean all. */
    private static boolean contains(KnobValue outer, KnobValue inner) {
        if (outer instanceof KnobValue.Quota(CpuQuota a) && inner instanceof KnobValue.Quota(CpuQuota b)) {
            return a.contains(b);
        }
        if (outer instanceof KnobValue.Cpus(CpuSet a) && inner instanceof KnobValue.Cpus(CpuSet b)) {
            return a.isEmpty() || (!b.isEmpty() && a.containsAll(b));
        }
        return false;
    }
}
