package io.sublet.extender.pin;

import io.sublet.extender.rank.PinMarks;
import io.sublet.extender.rank.PodResources;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.model.cpu.Amounts;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.cpu.NodeCpus;
import io.sublet.model.cpu.NodeCpus.NodeTotals;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.resource.CpuMemory;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuTopologyReport;
import io.sublet.protocol.Labels;
import io.sublet.protocol.LoadEstimation;
import io.sublet.protocol.ResourceNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Pods that ask for CPUs, and nodes that have them, for tests. */
public final class Pins {
    public static final long GIB = 1L << 30;

    private Pins() {}

    /** A pod of class LSR and prod that asks for whole CPUs. */
    public static PodShape shape(String name, int cpus) {
        return shape(name, cpus * 1000L, Map.of(Labels.POD_QOS, "LSR"), Map.of());
    }

    /** Any prod pod, marked. */
    public static PodShape shape(
            String name, long milliCpu, Map<String, String> labels, Map<String, String> annotations) {
        return shape(name, milliCpu, PinMarks.of(labels, annotations, OptionalInt.of(9500), true));
    }

    public static PodShape shape(String name, long milliCpu, PinMarks marks) {
        ResourceAmounts amounts = new ResourceAmounts(Map.of(ResourceNames.CPU, milliCpu, ResourceNames.MEMORY, GIB));
        return new PodShape(
                new PodRef("default", name, "uid-" + name),
                "koord-scheduler",
                PriorityClass.PROD,
                false,
                new PodResources(amounts, amounts),
                LoadEstimation.NONE,
                marks);
    }

    /** The same as the pin entry sees it. */
    public static PinPod pod(PodShape shape) {
        return PinPod.of(shape, CpuBindPolicy.FULL_PCPUS).valid().orElseThrow();
    }

    public static PinPod pod(String name, int cpus) {
        return pod(shape(name, cpus));
    }

    public static PinPod pod(String name, int cpus, int priority) {
        PinMarks marks = PinMarks.of(Map.of(Labels.POD_QOS, "LSR"), Map.of(), OptionalInt.of(priority), true);
        return pod(shape(name, cpus * 1000L, marks));
    }

    /** A pod that the watch shows, with CPUs as its annotation has them. */
    public static HeldPod held(String name, String cpuset) {
        return held(name, cpuset, 9500);
    }

    public static HeldPod held(String name, String cpuset, int priority) {
        PinMarks marks = PinMarks.of(Map.of(Labels.POD_QOS, "LSR"), Map.of(), OptionalInt.of(priority), true);
        return HeldPod.of(
                new PodRef("default", name, "uid-" + name),
                marks,
                CpuMemory.of(1000, GIB),
                "{\"cpuset\":\"" + cpuset + "\"}");
    }

    /** Two threads a core, cores numbered through, L3 domains of so many cores. */
    public static CpuTopology topology(int numaNodes, int coresPerNuma, int coresPerL3) {
        List<LogicalCpu> cpus = new ArrayList<>();
        int cores = numaNodes * coresPerNuma;
        for (int core = 0; core < cores; core++) {
            int numa = core / coresPerNuma;
            for (int thread = 0; thread < 2; thread++) {
                cpus.add(new LogicalCpu(2 * core + thread, core, numa, numa, core / coresPerL3));
            }
        }
        return CpuTopology.of(cpus);
    }

    public static NodeDeclaration node(String name, Map<String, String> labels, Map<String, String> annotations) {
        return NodeDeclaration.of(
                name,
                labels,
                annotations,
                new ResourceAmounts(Map.of(ResourceNames.CPU, 64_000L, ResourceNames.MEMORY, 256 * GIB)));
    }

    public static NodeDeclaration node(String name) {
        return node(name, Map.of(), Map.of());
    }

    /** With a zone for each NUMA node. */
    public static TopologyReport report(String node, CpuTopology topology) {
        SortedMap<Integer, Amounts> zones = new TreeMap<>();
        for (int numa : topology.numaNodes()) {
            zones.put(numa, Amounts.of(topology.cpusOfNuma(numa).size() * 1000L, 64 * GIB));
        }
        return TopologyReport.of(
                node, Map.of(Annotations.CPU_TOPOLOGY, new CpuTopologyReport(topology).render()), List.of(), zones);
    }

    /** A node with these pods. */
    public static PinnableNode pinnable(CpuTopology topology, HeldPod... pods) {
        NodeSetup setup = NodeSetup.of(node("n"), Optional.of(report("n", topology)));
        NodeCpus cpus = setup.empty();
        for (HeldPod pod : pods) {
            cpus = pod.cpus().map(cpus::with).orElse(cpus);
        }
        cpus = cpus.with(new NodeTotals(node("n").allocatable(), Amounts.of(pods.length * 1000L, pods.length * GIB)));
        return new PinnableNode(cpus, List.of(pods), setup.l3Domains(), setup.flaw());
    }
}
