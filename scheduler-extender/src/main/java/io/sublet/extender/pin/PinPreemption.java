package io.sublet.extender.pin;

import io.sublet.extender.pin.PinVerdict.Fits;
import io.sublet.model.cpu.Amounts;
import io.sublet.model.cpu.CpuPinning;
import io.sublet.model.cpu.NodeCpus;
import io.sublet.model.cpu.NodeCpus.NodeTotals;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.resource.CpuMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which pods would have to leave a node so that another one can have its CPUs there. */
public final class PinPreemption {
    /** Whom to send away first: low priority, then many CPUs; the rest makes the order complete. */
    private static final Comparator<HeldPod> ORDER = Comparator.comparingInt(HeldPod::priority)
            .thenComparingInt(pod -> -held(pod))
            .thenComparing(pod -> pod.ref().uid());

    private PinPreemption() {}

    /** Whether the node could take the pod if every pod of lower priority that holds CPUs went. */
    static boolean canHelp(PinnableNode node, PinPod pod) {
        List<HeldPod> lower = holdersBelow(node, pod.priority(), Set.of());
        return !lower.isEmpty() && fits(without(node.cpus(), lower), pod);
    }

    /**
     * Adds to those that the scheduler has chosen, which it does without regard for CPUs, as few as are needed of lower
     * priority.
     *
     * @param chosen uids of pods that go anyhow
     * @return uids of all that must go; empty if that would not help
     */
    public static Optional<Set<String>> victims(PinnableNode node, PinPod pod, Set<String> chosen) {
        NodeCpus state = without(
                node.cpus(),
                node.pods().stream()
                        .filter(held -> chosen.contains(held.ref().uid()))
                        .toList());
        Set<String> victims = new HashSet<>(chosen);
        if (node.decide(state, pod) instanceof Fits) {
            return Optional.of(victims);
        }
        List<HeldPod> sent = new ArrayList<>();
        for (HeldPod lower : holdersBelow(node, pod.priority(), chosen)) {
            sent.add(lower);
            state = without(state, List.of(lower));
            if (fits(state, pod)) {
                spare(state, pod, sent)
                        .forEach(victim -> victims.add(victim.ref().uid()));
                return Optional.of(victims);
            }
        }
        return Optional.empty();
    }

    /** Lets those stay, highest priority first, whose place was not needed after all; the others must go. */
    private static List<HeldPod> spare(NodeCpus without, PinPod pod, List<HeldPod> sent) {
        NodeCpus state = without;
        List<HeldPod> victims = new ArrayList<>();
        for (HeldPod victim : sent.reversed()) {
            NodeCpus spared = with(state, victim);
            if (fits(spared, pod)) {
                state = spared;
            } else {
                victims.add(victim);
            }
        }
        return victims;
    }

    private static boolean fits(NodeCpus state, PinPod pod) {
        return CpuPinning.decide(state, pod.request()) instanceof Placed;
    }

    private static List<HeldPod> holdersBelow(PinnableNode node, int priority, Set<String> except) {
        return node.pods().stream()
                .filter(held -> held.cpus().isPresent() && held.priority() < priority)
                .filter(held -> !except.contains(held.ref().uid()))
                .sorted(ORDER)
                .toList();
    }

    private static int held(HeldPod pod) {
        return pod.cpus().map(cpus -> cpus.cpus().size()).orElse(0);
    }

    /** What the node would hold without these. */
    static NodeCpus without(NodeCpus state, List<HeldPod> pods) {
        NodeCpus left = state;
        CpuMemory freed = CpuMemory.ZERO;
        for (HeldPod pod : pods) {
            left = left.without(pod.ref().uid());
            freed = freed.plus(pod.requests());
        }
        Amounts requested = left.totals().requested();
        return left.with(new NodeTotals(
                left.totals().allocatable(),
                new Amounts(
                        requested.cpu().minus(freed.cpu()),
                        requested.memory().minus(freed.memory()),
                        requested.others())));
    }

    private static NodeCpus with(NodeCpus state, HeldPod pod) {
        Amounts requested = state.totals().requested();
        NodeCpus held = state.with(new NodeTotals(
                state.totals().allocatable(),
                new Amounts(
                        requested.cpu().plus(pod.requests().cpu()),
                        requested.memory().plus(pod.requests().memory()),
                        requested.others())));
        return pod.cpus().map(held::with).orElse(held);
    }
}
