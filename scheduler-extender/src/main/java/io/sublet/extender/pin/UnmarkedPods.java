package io.sublet.extender.pin;

import io.sublet.extender.rank.Candidate;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.NodeFilter;
import io.sublet.extender.rank.NodeVerdict;
import io.sublet.extender.rank.PodShape;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.ResourceNames;

/**
 * Keeps pods off nodes on which they would run without the CPUs of their own that they, or the nodes, ask for: for the entry
 * that is asked about every pod. Pods with the mark are the other entry's.
 */
public final class UnmarkedPods implements NodeFilter {
    private static final NodeFilter NO_CONCERN = (candidate, snapshot, row) -> NodeVerdict.PASS;

    @Override
    public NodeVerdict judge(Candidate candidate, ClusterSnapshot snapshot, int row) {
        return forPod(candidate).judge(candidate, snapshot, row);
    }

    @Override
    public NodeFilter forPod(Candidate candidate) {
        PodShape pod = candidate.pod();
        if (pod.pinMarks().marked()) {
            return NO_CONCERN;
        }
        if (asks(pod)) {
            NodeVerdict missing = verdict(MarkRule.missing());
            return (same, snapshot, row) -> missing;
        }
        return pod.resources().requests().of(ResourceNames.CPU) > 0 ? UnmarkedPods::byNode : NO_CONCERN;
    }

    private static NodeVerdict byNode(Candidate candidate, ClusterSnapshot snapshot, int row) {
        return snapshot.pinsEveryPod(row) ? verdict(MarkRule.nodeNeedsMark()) : NodeVerdict.PASS;
    }

    /** Most pods say nothing of the kind, which costs two looks. */
    private static boolean asks(PodShape pod) {
        boolean says = pod.pinMarks().qos().isPresent()
                || pod.pinMarks().numaTopologySpec().isPresent();
        return says
                && switch (PinPod.of(pod, CpuBindPolicy.FULL_PCPUS)) {
                    case Parsed.Valid<PinPod>(PinPod asking) -> asking.asks();
                    case Parsed.Absent<PinPod> absent -> false;
                    // whatever it wants, it cannot be had without being understood
                    case Parsed.Invalid<PinPod> unreadable -> true;
                };
    }

    private static NodeVerdict verdict(PinVerdict.Unfit unfit) {
        return new NodeVerdict.Unpinnable(unfit.code(), unfit.text(), unfit.resolvable());
    }
}
