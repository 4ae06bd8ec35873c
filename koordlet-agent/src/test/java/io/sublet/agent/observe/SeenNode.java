package io.sublet.agent.observe;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.observe.kubelet.CpuManagerState;
import io.sublet.agent.observe.kubelet.KubeletObservation;
import io.sublet.agent.observe.kubelet.KubeletSettings;
import io.sublet.agent.observe.kubelet.KubeletState;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.agent.observe.node.CacheReadings;
import io.sublet.agent.observe.node.NodeDetail;
import io.sublet.agent.observe.node.NodeMemory;
import io.sublet.agent.observe.node.NumaUsage;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.SystemQosCpus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Node of an observation in the making. */
final class SeenNode {
    Ratio ratio = Ratio.ONE;
    boolean nodeKnown = true;
    SystemQosCpus systemCpus = SystemQosCpus.NONE;
    long allocatableBytes = 1L << 30;
    long reservedMilli;
    CpuSet reservedCpus = CpuSet.EMPTY;
    Map<String, Long> offered = Map.of();
    Reading<CacheReadings> caches = Reading.missing("test");
    List<NumaUsage> numa = List.of();
    private Reading<NodeMemory> memory = Reading.missing("test");

    Reading<NodeView> view(int cpus) {
        if (!nodeKnown) {
            return Reading.missing("test");
        }
        CpuMemory capacity = CpuMemory.of(cpus * 1000L, allocatableBytes);
        return Reading.of(new NodeView(
                "n",
                "node-uid",
                capacity,
                capacity.minus(CpuMemory.of(reservedMilli, 0)),
                new NodeReservation(CpuMemory.ZERO, reservedCpus),
                Optional.empty(),
                new NodeView.TopologyWishes(Optional.empty(), systemCpus),
                ratio,
                offered));
    }

    void memory(long total, long available) {
        memory = Reading.of(new NodeMemory(new Bytes(total), new Bytes(available), Bytes.ZERO, Bytes.ZERO));
    }

    /** Of which nothing is known but the memory, of NUMA nodes too, and what monitors caches. */
    NodeDetail detail() {
        NodeDetail unknown = NodeDetail.missing("test");
        return new NodeDetail(
                memory, unknown.cold(), unknown.pressure(), numa, unknown.disks(), unknown.networks(), caches);
    }

    /** A machine of which nothing but the CPUs is known. */
    static Machine machine(CpuTopology topology) {
        return new Machine(Reading.of(topology), List.of(), Reading.missing("test"));
    }

    /** A kubelet of which nothing but the policy of its CPU manager is known. */
    static KubeletObservation kubelet(KubeletState state, String cpuManager) {
        return new KubeletObservation(
                state, KubeletSettings.UNKNOWN, Reading.of(new CpuManagerState(cpuManager, Map.of())));
    }
}
