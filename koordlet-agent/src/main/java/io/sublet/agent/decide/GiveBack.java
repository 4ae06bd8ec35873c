package io.sublet.agent.decide;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What has to be done so that knobs have their original values again. A group that was made below one whose CPUs were held
 * took over the narrow set (cgroup v1); it gets what the group above had.
 */
public final class GiveBack {
    private GiveBack() {}

    /**
     * The actions that release held knobs.
     *
     * @param which of them, and which of those that are not held but may have taken over a narrow set
     * @param observed the values of now, of held groups and of those below them
     */
    public static List<Action> of(
            Predicate<KnobKey> which, Map<KnobKey, KnobValue> held, Map<KnobKey, KnobValue> observed, Reason reason) {
        if (held.isEmpty()) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        TreeMap<String, KnobKey> inOrder = new TreeMap<>();
        held.keySet().stream()
                .filter(which)
                .forEach(key ->
                        inOrder.put(key.cgroup().path() + " " + key.knob().name(), key));
        inOrder.values().forEach(key -> actions.add(new Action.Release(key, reason)));
        TreeMap<CgroupPath, CpuSet> born = new TreeMap<>();
        boolean narrowed = held.keySet().stream().anyMatch(key -> key.knob() == Knob.CPUSET);
        observed.forEach((key, value) -> {
            if (narrowed && key.knob() == Knob.CPUSET && !held.containsKey(key) && which.test(key)) {
                originalAbove(key.cgroup(), held)
                        .filter(original -> !new KnobValue.Cpus(original).equals(value))
                        .ifPresent(original -> born.put(key.cgroup(), original));
            }
        });
        born.forEach((cgroup, original) -> actions.add(new Action.SetCpuset(cgroup, original, reason)));
        return actions;
    }

    private static Optional<CpuSet> originalAbove(CgroupPath cgroup, Map<KnobKey, KnobValue> held) {
        for (CgroupPath above = cgroup.parent(); !above.path().isEmpty(); above = above.parent()) {
            if (held.get(new KnobKey(above, Knob.CPUSET)) instanceof KnobValue.Cpus(CpuSet original)) {
                return original.isEmpty() ? Optional.empty() : Optional.of(original);
            }
        }
        return Optional.empty();
    }
}
