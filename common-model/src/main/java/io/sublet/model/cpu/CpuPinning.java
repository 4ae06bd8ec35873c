package io.sublet.model.cpu;

import io.sublet.model.cpu.PinDecision.Footprint;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.cpu.PinDecision.Refused;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a node can give a pod its CPUs and NUMA nodes, and which. Pure: the same values give the same decision, be it
 * asked for filtering, for scoring or for binding.
 *
 * <ol>
 *   <li>The policies of node and pod must go together.
 *   <li>On an amplified node, what is bound counts in full.
 *   <li>The pod is bound if its class asks for it or the node's policy says so; it must ask for whole CPUs then.
 *   <li>Under a NUMA topology policy, {@link NumaAlignment} chooses NUMA nodes and CPUs together; otherwise the CPUs come from
 *       anywhere, as {@link CpuAccumulator} says.
 *   <li>A required bind policy holds or the node is refused; a preferred one is kept as far as it goes.
 * </ol>
 */
public final class CpuPinning {
    private final NodeCpus node;
    private final PinRequest request;
    private final NumaTopologyPolicy numaPolicy;
    private final CpuBindPolicy policy;
    private final boolean required;
    private final int cpus;

    private CpuPinning(NodeCpus node, PinRequest request) {
        this.node = node;
        this.request = request;
        numaPolicy = node.policy().numa() == NumaTopologyPolicy.NONE
                ? request.numaPolicy()
                : node.policy().numa();
        CpuBindPolicy ofNode = node.policy().bind();
        MilliCpu cpu = request.requests().cpu();
        boolean asks = cpu.value() > 0;
        required = ofNode.binds() || request.required().binds();
        policy = !asks ? CpuBindPolicy.NONE : ofNode.binds() ? ofNode : request.policy();
        cpus = policy.binds() ? cpu.wholeCpus() : 0;
    }

    public static PinDecision decide(NodeCpus node, PinRequest request) {
        CpuPinning pinning = new CpuPinning(node, request);
        Refused refused = pinning.conflict();
        return refused != null ? refused : pinning.place();
    }

    /**
     * How well the node suits the pod, 0..100; 0 if it does not take it.
     *
     * @param decision of {@link #decide} for the same node and pod
     */
    public static long score(NodeCpus node, PinRequest request, PinDecision decision, PinScoring scoring) {
        return switch (decision) {
            case Placed placed -> scoring.of(node, request, placed);
            case Refused refused -> 0;
        };
    }

    /** What is requested on a node, with what is bound counted in full where CPU is amplified. */
    static MilliCpu boundInFull(NodeCpus node, MilliCpu requested) {
        Ratio ratio = node.policy().amplification();
        MilliCpu bound = MilliCpu.ofCpus(Bits.count(node.takenBits()));
        return requested.compareTo(bound) >= 0 ? requested.minus(bound).plus(bound.amplifiedBy(ratio)) : requested;
    }

    private @Nullable Refused conflict() {
        NumaTopologyPolicy ofPod = request.numaPolicy();
        if (ofPod != NumaTopologyPolicy.NONE && ofPod != numaPolicy) {
            return refused(
                    PinRefusal.NumaPolicyConflict,
                    "NUMA topology policy " + ofPod.wireName() + " asked for, the node's is " + numaPolicy.wireName(),
                    false);
        }
        if (policy.binds()) {
            Refused unfit = unfit();
            if (unfit != null) {
                return unfit;
            }
        }
        return amplifiedShortage();
    }

    private @Nullable Refused unfit() {
        MilliCpu cpu = request.requests().cpu();
        CpuBindPolicy ofPod = request.required();
        if (cpu.value() % 1000 != 0) {
            return refused(PinRefusal.CpusNotWhole, "whole CPUs needed to be bound, " + cpu + " requested", false);
        }
        if (!node.topology().isValid()) {
            return refused(PinRefusal.NoCpuTopology, "the node does not report its CPUs", false);
        }
        if (ofPod.binds() && ofPod != policy) {
            return refused(
                    PinRefusal.BindPolicyConflict,
                    "CPU bind policy " + ofPod.wireName() + " required, the node's is " + policy.wireName(),
                    false);
        }
        if (required && policy == CpuBindPolicy.FULL_PCPUS && !isAligned()) {
            return refused(
                    PinRefusal.CoresNotAligned,
                    cpus + " CPUs requested, whole cores of " + node.topology().threads() + " threads required",
                    false);
        }
        return null;
    }

    /** Whether some cores of the node, free or not, add up to the number of CPUs. */
    private boolean isAligned() {
        CpuTopology topology = node.topology();
        return topology.evenCores()
                ? cpus % topology.threads() == 0
                : cpus > topology.cpus().size() || CoreSets.largestSum(topology, topology.all(), cpus) == cpus;
    }

    private @Nullable Refused amplifiedShortage() {
        Ratio ratio = node.policy().amplification();
        MilliCpu allocatable = node.totals().allocatable().cpu();
        MilliCpu asked = request.requests().cpu();
        if (ratio.equals(Ratio.ONE) || allocatable.value() <= 0 || asked.value() <= 0) {
            return null;
        }
        MilliCpu counted = policy.binds() ? asked.amplifiedBy(ratio) : asked;
        MilliCpu left =
                allocatable.minus(boundInFull(node, node.totals().requested().cpu()));
        return counted.compareTo(left) <= 0
                ? null
                : refused(
                        PinRefusal.AmplifiedCpuShort,
                        "amplified CPU " + counted + " needed, " + left + " left with bound CPUs counted in full",
                        counted.compareTo(allocatable) <= 0);
    }

    private PinDecision place() {
        if (numaPolicy == NumaTopologyPolicy.NONE) {
            return policy.binds() ? placeAnywhere() : new Placed(CpuSet.EMPTY, List.of(), Footprint.NONE);
        }
        if (node.numa().zones() == 0) {
            return refused(PinRefusal.NoNumaZones, "the node does not report its NUMA nodes", false);
        }
        if (!policy.binds()) {
            return align(null);
        }
        // A preferred policy first as if it were required: the split over NUMA nodes then follows cores.
        PinDecision strictly = align(choice(true));
        return required || strictly instanceof Placed ? strictly : align(choice(false));
    }

    private CpuChoice choice(boolean strict) {
        return new CpuChoice(node, request, policy, strict);
    }

    private PinDecision placeAnywhere() {
        // Cores of different sizes are chosen to add up, which only the strict choice does.
        boolean strictFirst = required || !node.topology().evenCores();
        CpuChoice choice = choice(strictFirst);
        long[] chosen = choice.choose(node.topology().all(), cpus);
        if (chosen == null && strictFirst && !required) {
            chosen = choice(false).choose(node.topology().all(), cpus);
        }
        return chosen == null ? tooFew(choice) : placed(chosen, List.of(), choice);
    }

    private PinDecision align(@Nullable CpuChoice choice) {
        NumaNeed need = new NumaNeed(node, request.requests(), choice, cpus);
        if (!need.concernsPod()) {
            return choice == null ? new Placed(CpuSet.EMPTY, List.of(), Footprint.NONE) : placeAnywhere();
        }
        int most = numaPolicy == NumaTopologyPolicy.SINGLE_NUMA_NODE ? 1 : Integer.MAX_VALUE;
        NumaAlignment alignment = new NumaAlignment(node, need, choice, cpus);
        NumaAlignment.Found found = alignment.find(most, request.numaExclusive());
        if (found == null && numaPolicy == NumaTopologyPolicy.BEST_EFFORT) {
            found = alignment.find(most, NumaExclusive.NONE);
        }
        if (found != null) {
            return placed(found.cpus, found.shares, choice);
        }
        if (numaPolicy == NumaTopologyPolicy.BEST_EFFORT) {
            return choice == null ? new Placed(CpuSet.EMPTY, List.of(), Footprint.NONE) : placeAnywhere();
        }
        return refused(
                PinRefusal.NumaUnsatisfied,
                "NUMA topology policy " + numaPolicy.wireName() + ": " + need.shortage(most),
                need.fitsEmpty(most));
    }

    private Placed placed(long[] chosen, List<NumaShare> shares, @Nullable CpuChoice choice) {
        if (choice == null) {
            return new Placed(CpuSet.EMPTY, shares, Footprint.NONE);
        }
        CpuTopology topology = node.topology();
        int numaNodes = 0;
        for (CpuTopology.Domain numaNode : topology.numaDomains()) {
            numaNodes += Bits.meet(numaNode.cpus, chosen) ? 1 : 0;
        }
        Footprint footprint = new Footprint(
                CoreSets.coresOf(topology, chosen),
                topology.l3DomainsOf(chosen),
                numaNodes,
                choice.isKept(chosen),
                choice.isApart(chosen));
        return new Placed(CpuSet.ofWords(chosen), shares, footprint);
    }

    private Refused tooFew(CpuChoice choice) {
        int allocatable = Bits.count(Bits.minus(node.topology().all(), node.reservedBits()));
        int free = Bits.count(node.freeBits());
        boolean resolvable = choice.mostWhenEmpty(cpus) >= cpus;
        return free < cpus
                ? refused(PinRefusal.CpusTaken, cpus + " CPUs needed, " + free + " free of " + allocatable, resolvable)
                : refused(
                        PinRefusal.CoresTaken,
                        cpus + " CPUs needed by " + policy.wireName() + ", "
                                + choice.most(node.topology().all(), cpus) + " can be had of " + free + " free",
                        resolvable);
    }

    private static Refused refused(PinRefusal code, String text, boolean resolvable) {
        return new Refused(code, text, resolvable);
    }
}
