package io.sublet.extender.pin;

import io.sublet.extender.pin.PinVerdict.Fits;
import io.sublet.extender.pin.PinVerdict.Unfit;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.CpuPinning;
import io.sublet.model.cpu.NodeCpuPolicy;
import io.sublet.model.cpu.NodeCpus;
import io.sublet.model.cpu.NumaTopologyPolicy;
import io.sublet.model.cpu.PinDecision.Footprint;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.cpu.PinDecision.Refused;
import io.sublet.model.cpu.PinRequest;
import io.sublet.model.cpu.PinScoring;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node at one moment, to be asked about pods. It remembers its last verdict, because pods of one shape come one after the
 * other and most nodes are the same then.
 */
public final class PinnableNode {
    private static final Unfit UNKNOWN = new Unfit(
            PinObstacle.NodeUnknown, "the node is not known to the extender yet, it is looked at again", false);

    private final NodeCpus cpus;
    private final List<HeldPod> pods;
    private final L3Domains l3Domains;
    private final Optional<String> flaw;
    private volatile @Nullable Memory last;

    private record Memory(PinRequest request, int priority, PinVerdict verdict) {}

    /**
     * A node with what is held of it.
     *
     * @param pods all pods on it
     * @param l3Domains of the same topology
     * @param flaw what cannot be read of what the node says, one clause; nothing is given away on such a node, because it is
     *     not known what is reserved
     */
    public PinnableNode(NodeCpus cpus, Collection<HeldPod> pods, L3Domains l3Domains, Optional<String> flaw) {
        this.cpus = cpus;
        this.pods = List.copyOf(pods);
        this.l3Domains = l3Domains;
        this.flaw = flaw;
    }

    /** What a node that is not there says to every pod. */
    public static PinVerdict unknown() {
        return UNKNOWN;
    }

    public NodeCpus cpus() {
        return cpus;
    }

    /** All pods on the node. */
    List<HeldPod> pods() {
        return pods;
    }

    /** Whether the node takes the pod, with which CPUs and NUMA nodes. */
    public PinVerdict judge(PinPod pod) {
        Memory known = last;
        if (known != null && known.priority == pod.priority() && known.request.equals(pod.request())) {
            return known.verdict;
        }
        PinVerdict verdict = decide(cpus, pod);
        last = new Memory(pod.request(), pod.priority(), verdict);
        return verdict;
    }

    /** The same, as if the pod were not here yet. */
    public PinVerdict judgeAnew(PinPod pod) {
        List<HeldPod> itself = pods.stream()
                .filter(held -> held.ref().uid().equals(pod.ref().uid()))
                .toList();
        return itself.isEmpty() ? judge(pod) : decide(PinPreemption.without(cpus, itself), pod);
    }

    /** The same if so much were held of the node. */
    PinVerdict decide(NodeCpus state, PinPod pod) {
        PinRequest request = pod.request();
        if (flaw.isPresent() && concerns(request)) {
            return new Unfit(PinObstacle.NodeUnreadable, flaw.get(), false);
        }
        return switch (CpuPinning.decide(state, request)) {
            case Placed placed -> new Fits(placed);
            case Refused refused ->
                new Unfit(refused.code(), refused.text(), refused.resolvable() && PinPreemption.canHelp(this, pod));
        };
    }

    private boolean concerns(PinRequest request) {
        NodeCpuPolicy policy = cpus.policy();
        return request.policy() != CpuBindPolicy.NONE
                || request.numaPolicy() != NumaTopologyPolicy.NONE
                || policy.bind() != CpuBindPolicy.NONE
                || policy.numa() != NumaTopologyPolicy.NONE;
    }

    /** How well the node suits a pod, 0..100; 0 if it does not take it. */
    public int score(PinPod pod, PinScoring scoring) {
        return score(pod, judge(pod), scoring);
    }

    /** The same by a verdict of this node. */
    public int score(PinPod pod, PinVerdict verdict, PinScoring scoring) {
        return switch (verdict) {
            case Fits(Placed placed) ->
                (int) (CpuPinning.score(cpus, pod.request(), placed, scoring) * quality(placed) / 100);
            case Unfit unfit -> 0;
        };
    }

    /**
     * How good the CPUs are that the pod would get, in percent: as many L3 domains as needed at the least are best, and wishes
     * that are not kept count half each.
     */
    private int quality(Placed placed) {
        Footprint footprint = placed.footprint();
        int quality = 100;
        if (footprint.l3Domains() > 0) {
            int least = l3Domains.leastFor(placed.cpus().size());
            quality = 100 * least / footprint.l3Domains();
        }
        quality /= footprint.policyKept() ? 1 : 2;
        return quality / (footprint.exclusiveKept() ? 1 : 2);
    }
}
