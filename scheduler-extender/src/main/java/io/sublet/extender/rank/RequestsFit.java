package io.sublet.extender.rank;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;

/**
 * What the scheduler's own fit of requests does not know: that an administrator keeps a part of a node from pods, and that on an
 * amplified node CPUs that pods are bound to count in full. Koordinator's scheduler takes both off before its fit. Pods that no
 * watch has shown yet are not counted, so of pods placed at the same moment one may be too many.
 */
public final class RequestsFit implements NodeFilter {
    private static final NodeFilter NO_CONCERN = (candidate, snapshot, row) -> NodeVerdict.PASS;

    /** A pod that asks for nothing native takes nothing of it, as batch pods. */
    @Override
    public NodeFilter forPod(Candidate candidate) {
        ResourceAmounts requests = candidate.pod().resources().requests();
        return requests.of(ResourceNames.CPU) == 0 && requests.of(ResourceNames.MEMORY) == 0 ? NO_CONCERN : this;
    }

    @Override
    public NodeVerdict judge(Candidate candidate, ClusterSnapshot snapshot, int number) {
        RankTable table = snapshot.table();
        if (!table.isHeldBack(number)) {
            return NodeVerdict.PASS;
        }
        ResourceAmounts requests = candidate.pod().resources().requests();
        long cpu = requests.of(ResourceNames.CPU);
        NodeRow row = snapshot.row(number);
        if (cpu > 0 && cpu > row.cpuLeft()) {
            return tooLittle(RefusalCode.CpuNotLeft, ResourceNames.CPU, cpu, row.cpuLeft(), row);
        }
        long memory = requests.of(ResourceNames.MEMORY);
        return memory > 0 && memory > row.memoryLeft()
                ? tooLittle(RefusalCode.MemoryNotLeft, ResourceNames.MEMORY, memory, row.memoryLeft(), row)
                : NodeVerdict.PASS;
    }

    private static NodeVerdict tooLittle(RefusalCode code, String resource, long asked, long left, NodeRow row) {
        boolean fitsWhenEmpty = asked <= row.facts().offer().forPods().of(resource);
        return new NodeVerdict.TooLittleLeft(code, asked, Math.max(0, left), fitsWhenEmpty);
    }

    /** An amount of one of the two in the notation of the API. */
    static String quantity(RefusalCode code, long amount) {
        return code == RefusalCode.CpuNotLeft
                ? Quantities.format(new MilliCpu(amount))
                : Quantities.format(new Bytes(amount));
    }
}
