package io.sublet.agent.plan;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.Step;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
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
 * The writes of one tick in an order that the kernel accepts. On cgroup v1 a parent must contain its children at every moment, and a
 * quota must not be below its burst, so:
 *
 * <ol>
 *   <li>the idle flag, then what stands for itself (an idle group's shares cannot be written);
 *   <li>bursts that become smaller;
 *   <li>from the top down what becomes wider, and for a set of CPUs that moves, the union of old and new;
 *   <li>from the bottom up what becomes narrower;
 *   <li>bursts that become larger.
 * </ol>
 *
 * Of two actions on one knob the one that gives less counts, or the first where neither does. A quota above what the same plan
 * gives a group further up is lifted instead, which changes nothing for its group and is what the kernel takes. Writes of the
 * value that was observed are left out.
 *
 * @param others what is done beside writes, in the order of the policies
 */
public record ActionPlan(List<Write> writes, List<Step> others) {
    public static final ActionPlan EMPTY = new ActionPlan(List.of(), List.of());

    private static final KnobValue NONE = new KnobValue.Whole(0);

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
            if (any instanceof KnobAction action) {
                Optional<KnobValue> value =
                        action.value().isPresent() ? action.value() : Optional.ofNullable(held.get(action.key()));
                Optional<KnobValue> now = Optional.ofNullable(observed.get(action.key()));
                value.ifPresent(there -> wanted.merge(
                        action.key(), new Write(action.key(), there, action, true, now), ActionPlan::tighter));
            }
        }
        lift(wanted);
        // A release of an unchanged value still has to be noted, so that it is no longer held.
        wanted.values().removeIf(write -> isTaken(write) && !(write.action() instanceof Action.Release));
        List<Write> writes = new ArrayList<>();
        addFlags(wanted, writes);
        addBursts(wanted, observed, false, writes);
        addWidening(wanted, observed, writes);
        addNarrowing(wanted, observed, writes);
        addBursts(wanted, observed, true, writes);
        return new ActionPlan(writes, others);
    }

    private static boolean isTaken(Write write) {
        return write.observed()
                .filter(now -> write.key().knob().isTaken(write.value(), now))
                .isPresent();
    }

    private static Write tighter(Write first, Write second) {
        return !first.value().equals(second.value()) && contains(first.value(), second.value()) ? second : first;
    }

    private static void lift(Map<KnobKey, Write> wanted) {
        wanted.replaceAll((key, write) -> {
            if (key.knob() != Knob.CPU_QUOTA) {
                return write;
            }
            for (CgroupPath above = key.cgroup().parent(); above.depth() > 0; above = above.parent()) {
                Write outer = wanted.get(new KnobKey(above, Knob.CPU_QUOTA));
                if (outer != null && !contains(outer.value(), write.value())) {
                    return new Write(
                            key, new KnobValue.Quota(CpuQuota.UNLIMITED), write.action(), true, write.observed());
                }
            }
            return write;
        });
    }

    private static boolean isNested(Knob knob) {
        return knob == Knob.CPU_QUOTA || knob == Knob.CPUSET || knob == Knob.MEMORY_MIN || knob == Knob.MEMORY_LOW;
    }

    /** A resctrl group is there before it is written to, and has its cache before it has tasks. */
    private static int rank(Write write) {
        return switch (write.key().knob()) {
            case CPU_IDLE -> 0;
            case RESCTRL_GROUP -> write.value().equals(NONE) ? 5 : 2;
            case RESCTRL_SCHEMATA -> 3;
            case RESCTRL_TASKS -> 4;
            default -> 1;
        };
    }

    private static void addFlags(Map<KnobKey, Write> wanted, List<Write> writes) {
        wanted.values().stream()
                .filter(write -> !isNested(write.key().knob()) && write.key().knob() != Knob.CPU_BURST)
                .sorted(Comparator.comparingInt(ActionPlan::rank)
                        .thenComparing(write -> write.key().cgroup()))
                .forEach(writes::add);
    }

    private static void addBursts(
            Map<KnobKey, Write> wanted, Map<KnobKey, KnobValue> observed, boolean larger, List<Write> writes) {
        wanted.values().stream()
                .filter(write -> write.key().knob() == Knob.CPU_BURST)
                .filter(write -> contains(observed.getOrDefault(write.key(), NONE), write.value()) != larger)
                .sorted(Comparator.comparing(write -> write.key().cgroup()))
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

    /**
     * Whether a group with the first value has room for a child with the second one. No CPUs of one's own mean all, a negative
     * amount means no limit.
     */
    private static boolean contains(KnobValue outer, KnobValue inner) {
        if (outer instanceof KnobValue.Quota(CpuQuota a) && inner instanceof KnobValue.Quota(CpuQuota b)) {
            return a.contains(b);
        }
        if (outer instanceof KnobValue.Cpus(CpuSet a) && inner instanceof KnobValue.Cpus(CpuSet b)) {
            return a.isEmpty() || (!b.isEmpty() && a.containsAll(b));
        }
        if (outer instanceof KnobValue.Whole(long a) && inner instanceof KnobValue.Whole(long b)) {
            return a < 0 || (b >= 0 && a >= b);
        }
        return false;
    }
}
