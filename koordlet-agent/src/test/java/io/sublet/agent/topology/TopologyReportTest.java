package io.sublet.agent.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.kubelet.CpuManagerState;
import io.sublet.agent.observe.kubelet.KubeletObservation;
import io.sublet.agent.observe.kubelet.KubeletSettings;
import io.sublet.agent.observe.kubelet.KubeletState;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.agent.observe.machine.NumaNode;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.CpuBasicInfo;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.SystemQosCpus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TopologyReportTest {
    private static final long GIB = 1L << 30;

    /** CPU n and n + 4 are siblings; cores 0 and 1 on NUMA node 0 and socket 0, cores 2 and 3 on the others. */
    static final CpuTopology TOPOLOGY = CpuTopology.of(IntStream.range(0, 8)
            .mapToObj(cpu -> new LogicalCpu(cpu, cpu % 4, cpu % 4 / 2, cpu % 4 / 2, cpu % 4 / 2))
            .toList());

    static final Machine MACHINE = new Machine(
            Reading.of(TOPOLOGY),
            List.of(
                    new NumaNode(
                            0,
                            CpuSet.of(0, 1, 4, 5),
                            Reading.of(new Bytes(16 * GIB)),
                            Map.of(2L << 20, new Bytes(GIB))),
                    new NumaNode(1, CpuSet.of(2, 3, 6, 7), Reading.of(new Bytes(16 * GIB)), Map.of())),
            Reading.of(new CpuBasicInfo("Model X", true, false, "7ff", "VendorY")));

    static final KubeletObservation NONE_POLICY =
            new KubeletObservation(new KubeletState.Gone(), KubeletSettings.UNKNOWN, Reading.of(CpuManagerState.NONE));

    @Test
    void saysWhereEachCpuIs() {
        TopologyReport report = report(List.of(), NONE_POLICY);
        assertThat(report.annotations().getOrDefault("node.koordinator.sh/cpu-topology", Optional.empty()))
                .get(InstanceOfAssertFactories.STRING)
                .startsWith(
                        "{\"detail\":[{\"id\":0,\"core\":0,\"socket\":0,\"node\":0,\"l3\":0},{\"id\":1,\"core\":1,");
        assertThat(report.annotations())
                .containsEntry(
                        "node.koordinator.sh/cpu-basic-info",
                        Optional.of("{\"cpuModel\":\"Model X\",\"hyperThreadEnabled\":true,\"catL3CbmMask\":\"7ff\","
                                + "\"vendorID\":\"VendorY\"}"))
                .containsEntry("node.koordinator.sh/pod-cpu-allocs", Optional.of("[]"))
                .containsEntry("kubelet.koordinator.sh/cpu-manager-policy", Optional.of("{\"policy\":\"none\"}"))
                .containsEntry("node.koordinator.sh/reservation", Optional.empty())
                .containsEntry("node.koordinator.sh/system-qos-resource", Optional.empty());
        assertThat(report.policy()).isEqualTo("None");
    }

    @Test
    void givesZonesWhatTheirNumaNodesHaveWithoutHugePages() {
        assertThat(report(List.of(), NONE_POLICY).zones())
                .containsExactly(
                        new Zone(
                                0,
                                Map.of(
                                        "cpu", new Zone.Amount("4", "4"),
                                        "memory", new Zone.Amount("15Gi", "15Gi"),
                                        "hugepages-2Mi", new Zone.Amount("1Gi", "1Gi"))),
                        new Zone(
                                1,
                                Map.of(
                                        "cpu", new Zone.Amount("4", "4"),
                                        "memory", new Zone.Amount("16Gi", "16Gi"))));
    }

    @Test
    void takesWhatTheKubeletKeepsFromEachZoneWhereAskedTo() {
        NodeView node =
                node(NodeReservation.NONE, new NodeView.TopologyWishes(Optional.of("true"), SystemQosCpus.NONE));
        TopologyReport report = TopologyReport.of(MACHINE, TOPOLOGY, node, List.of(), NONE_POLICY);
        assertThat(report.zones().get(1).resources())
                .containsEntry("cpu", new Zone.Amount("4", "3500m"))
                .containsEntry("memory", new Zone.Amount("16Gi", "15Gi"));
        assertThat(report.labels()).containsEntry("node.koordinator.sh/enable-numa-reservation", Optional.of("true"));
    }

    @Test
    void keepsBoundCpusOutOfThePoolAndLetsBestEffortRunOnThoseThatAreNotExclusive() {
        TopologyReport report = report(
                List.of(pod("lse", QosClass.LSE, CpuSet.of(0, 4)), pod("lsr", QosClass.LSR, CpuSet.of(1, 2))),
                NONE_POLICY);
        assertThat(report.annotations())
                .containsEntry("node.koordinator.sh/cpu-shared-pools", Optional.of(pools("5", "3,6-7")))
                .containsEntry("node.koordinator.sh/be-cpu-shared-pools", Optional.of(pools("1,5", "2-3,6-7")));
    }

    @Test
    void keepsTheCpusOfTheNodeAndOfTheSystemOutOfBothPools() {
        NodeView node = node(
                new NodeReservation(CpuMemory.of(1500, 0), CpuSet.EMPTY),
                new NodeView.TopologyWishes(Optional.empty(), new SystemQosCpus(CpuSet.of(3), true)));
        TopologyReport report = TopologyReport.of(MACHINE, TOPOLOGY, node, List.of(), NONE_POLICY);
        assertThat(report.annotations())
                .containsEntry("node.koordinator.sh/reservation", Optional.of("{\"reservedCPUs\":\"0,4\"}"))
                .containsEntry(
                        "node.koordinator.sh/system-qos-resource",
                        Optional.of("{\"cpuset\":\"3\",\"cpusetExclusive\":true}"))
                .containsEntry("node.koordinator.sh/cpu-shared-pools", Optional.of(pools("1,5", "2,6-7")))
                .containsEntry("node.koordinator.sh/be-cpu-shared-pools", Optional.of(pools("1,5", "2,6-7")));
    }

    @Test
    void leavesThePodsOfAStaticKubeletTheirCpus() {
        KubeletObservation kubelet = new KubeletObservation(
                new KubeletState.Gone(),
                KubeletSettings.parse("cpuManagerPolicyOptions: {full-pcpus-only: \"true\"}\n"
                        + "topologyManagerPolicy: best-effort\ntopologyManagerScope: pod"),
                Reading.of(new CpuManagerState(
                        "static",
                        Map.of(
                                "uid-guaranteed",
                                CpuSet.of(1, 5),
                                "uid-shared",
                                CpuSet.of(2),
                                "uid-bound",
                                CpuSet.of(6)))));
        TopologyReport report = report(
                List.of(
                        pod("guaranteed", QosClass.LSR, CpuSet.EMPTY),
                        pod("shared", QosClass.LS, CpuSet.EMPTY),
                        pod("bound", QosClass.LSR, CpuSet.of(7))),
                kubelet);
        assertThat(report.annotations())
                .containsEntry(
                        "node.koordinator.sh/pod-cpu-allocs",
                        Optional.of("[{\"namespace\":\"default\",\"name\":\"guaranteed\",\"uid\":\"uid-guaranteed\","
                                + "\"cpuset\":\"1,5\",\"managedByKubelet\":true}]"))
                .containsEntry("node.koordinator.sh/cpu-shared-pools", Optional.of(pools("0,4", "2-3,6")))
                .containsEntry(
                        "kubelet.koordinator.sh/cpu-manager-policy",
                        Optional.of("{\"policy\":\"static\",\"options\":{\"full-pcpus-only\":\"true\"},"
                                + "\"reservedCPUs\":\"0\"}"));
        assertThat(report.policy()).isEqualTo("BestEffortPodLevel");
    }

    private static String pools(String first, String second) {
        return "[{\"socket\":0,\"node\":0,\"cpuset\":\"" + first + "\"},{\"socket\":1,\"node\":1,\"cpuset\":\"" + second
                + "\"}]";
    }

    static TopologyReport report(List<PodView> pods, KubeletObservation kubelet) {
        return TopologyReport.of(
                MACHINE, TOPOLOGY, node(NodeReservation.NONE, NodeView.TopologyWishes.NONE), pods, kubelet);
    }

    static NodeView node(NodeReservation reservation, NodeView.TopologyWishes wishes) {
        return new NodeView(
                "n",
                "node-uid",
                CpuMemory.of(8000, 32 * GIB),
                CpuMemory.of(7000, 30 * GIB),
                reservation,
                Optional.empty(),
                wishes,
                Ratio.ONE,
                Map.of());
    }

    static PodView pod(String name, QosClass qos, CpuSet bound) {
        return new PodView(
                new PodRef("default", name, "uid-" + name),
                "uid-" + name,
                KubeQos.GUARANTEED,
                qos,
                PriorityClass.PROD,
                true,
                new PodView.Life(Instant.EPOCH, false),
                PodView.Marks.NONE,
                bound,
                Map.of(),
                List.of());
    }
}
