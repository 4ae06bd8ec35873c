package io.sublet.extender.pin;

import io.sublet.extender.rank.Candidate;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.NodeFilter;
import io.sublet.extender.rank.NodeVerdict;
import io.sublet.extender.rank.PodShape;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.ResourceNames;
import java.util.Map;

/**
 * Keeps pods off nodes on which they would run without the CPUs of their own that they, or the nodes, ask for: for the entry
 * that is asked about every pod. Pods with the mark are the other entry's.
 */
public final class UnmarkedPods implements NodeFilter {
    @Override
    public NodeVerdict judge(Candidate candidate, ClusterSnapshot snapshot, int row) {
        PodShape pod = candidate.pod();
        if (pod.pinMarks().marked()) {
            return NodeVerdict.PASS;
        }
        if (asks(pod)) {
            return verdict(MarkRule.missing());
        }
        boolean concerned = pod.resources().requests().of(ResourceNames.CPU) > 0
                && NodeDeclaration.concernsEveryPod(labels(snapshot, row));
        return concerned ? verdict(MarkRule.nodeNeedsMark()) : NodeVerdict.PASS;
    }

    private static Map<String, String> labels(ClusterSnapshot snapshot, int row) {
        return snapshot.row(row).facts().labels();
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
