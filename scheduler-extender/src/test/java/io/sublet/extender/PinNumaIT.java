package io.sublet.extender;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceStatus;
import io.sublet.protocol.ResourceStatus.NumaNodeResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods that are to lie on NUMA nodes, with CPUs of their own or without, placed by a stock kube-scheduler with the packaged extender. */
class PinNumaIT {
    @RegisterExtension
    private static final SharedPinCluster SHARED = new SharedPinCluster();

    private static PinCluster cluster() {
        return SHARED.cluster();
    }

    private static PodBuilder withNumaPolicy(PodBuilder pod, String policy) {
        return pod.editMetadata()
                .addToAnnotations(Annotations.NUMA_TOPOLOGY_SPEC, "{\"numaTopologyPolicy\":\"" + policy + "\"}")
                .endMetadata();
    }

    /** Two pods of 28 percent each, one NUMA node each; a third of 30 percent fits on no single one. */
    @ParameterizedTest
    @CsvSource({
        // policy by, its name, whether pods are pinned, whether the third is placed over two nodes
        "pod,  SingleNUMANode, true,  false",
        "pod,  SingleNUMANode, false, false",
        "node, SingleNUMANode, true,  false",
        "node, SingleNUMANode, false, false",
        "node, Restricted,     true,  true",
        "node, Restricted,     false, true",
        "node, BestEffort,     true,  true",
        "node, BestEffort,     false, true",
    })
    void podsAreAlignedWithNumaNodes(String where, String policy, boolean pinned, boolean third) {
        String group = (where + policy + pinned).toLowerCase(Locale.ROOT);
        Map<String, String> labels = where.equals("node") ? Map.of(Labels.NODE_NUMA_TOPOLOGY_POLICY, policy) : Map.of();
        cluster().node(group, group, PinCluster.machine(2, 50), labels);
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String cpus = i < 2 ? "28" : "30";
            Map<String, String> requests = Map.of("cpu", cpus, "memory", cpus + "Gi");
            PodBuilder pod = cluster().marked(group + "-" + i, group, requests);
            if (pinned) {
                pod.editMetadata().addToLabels(Labels.POD_QOS, "LSR").endMetadata();
            }
            pods.add(cluster().create(where.equals("pod") ? withNumaPolicy(pod, policy) : pod));
            if (i < 2) {
                cluster().placed(pods.get(i));
            }
        }

        List<NumaNodeResources> first =
                PinCluster.status(cluster().reload(pods.get(0))).numaNodes();
        List<NumaNodeResources> second =
                PinCluster.status(cluster().reload(pods.get(1))).numaNodes();
        assertThat(first)
                .singleElement()
                .satisfies(node -> assertThat(node.resources())
                        .containsExactlyInAnyOrderEntriesOf(Map.of("cpu", "28", "memory", "28Gi")));
        assertThat(second)
                .singleElement()
                .satisfies(node ->
                        assertThat(node.node()).isNotEqualTo(first.getFirst().node()));
        if (third) {
            cluster().placed(pods.get(2));
            ResourceStatus status = PinCluster.status(cluster().reload(pods.get(2)));
            assertThat(status.numaNodes()).hasSize(2);
            assertThat(status.numaNodes().stream()
                            .mapToInt(node -> Integer.parseInt(
                                    Objects.requireNonNull(node.resources().get("cpu"))))
                            .sum())
                    .isEqualTo(30);
        } else {
            cluster().assertRefused(pods.get(2), "NUMA topology policy SingleNUMANode");
        }
        for (int i = 0; i < (third ? 3 : 2); i++) {
            CpuSet cpus = PinCluster.status(cluster().reload(pods.get(i))).cpus();
            assertThat(cpus.isEmpty()).isEqualTo(!pinned);
        }
    }

    /** Two pods of one class fill the NUMA nodes, so that none of another class finds one with enough left. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void podsOfAllClassesCountOnNumaNodes(boolean pinned) {
        String group = "mixed" + pinned;
        cluster()
                .node(
                        group,
                        group,
                        PinCluster.machine(2, 50),
                        Map.of(Labels.NODE_NUMA_TOPOLOGY_POLICY, "SingleNUMANode"));
        for (int i = 0; i < 2; i++) {
            cluster().placed(cluster().create(sized(group + "-" + i, group, 28, pinned)));
        }

        cluster()
                .assertRefused(
                        cluster().create(sized(group + "-2", group, 30, !pinned)),
                        "NUMA topology policy SingleNUMANode");
    }

    /** So many CPUs and gibibytes, of class LSR or of none. */
    private static PodBuilder sized(String name, String group, int cpus, boolean pinned) {
        PodBuilder pod = cluster().marked(name, group, Map.of("cpu", Integer.toString(cpus), "memory", cpus + "Gi"));
        return pinned ? pod.editMetadata().addToLabels(Labels.POD_QOS, "LSR").endMetadata() : pod;
    }

    /** Free CPU is on one NUMA node and free memory on the other. */
    @ParameterizedTest
    @CsvSource({"SingleNUMANode, false", "Restricted, true"})
    void freeCpuAndFreeMemoryMayLieApart(String policy, boolean placed) {
        String group = "cross" + policy.toLowerCase(Locale.ROOT);
        cluster().node(group, group, PinCluster.machine(2, 50), Map.of(Labels.NODE_NUMA_TOPOLOGY_POLICY, policy));
        List<Pod> memory = new ArrayList<>();
        List<Pod> cpu = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            memory.add(cluster().create(cluster().marked(group + "-m" + i, group, Map.of("memory", "40Gi"))));
            cluster().placed(memory.get(i));
        }
        for (int i = 0; i < 2; i++) {
            cpu.add(cluster().create(cluster().marked(group + "-c" + i, group, Map.of("cpu", "40"))));
            cluster().placed(cpu.get(i));
        }
        int numaOfMemory = numa(memory.get(0));
        cluster().delete(memory.get(0));
        cluster().delete(numa(cpu.get(0)) == numaOfMemory ? cpu.get(1) : cpu.get(0));

        Pod pod = cluster().create(cluster().marked(group, group, Map.of("cpu", "40", "memory", "40Gi")));

        if (placed) {
            cluster().placed(pod);
            assertThat(PinCluster.status(cluster().reload(pod)).numaNodes()).hasSize(2);
        } else {
            cluster().assertRefused(pod, "NUMA topology policy SingleNUMANode");
        }
    }

    private static int numa(Pod pod) {
        return PinCluster.status(cluster().reload(pod)).numaNodes().getFirst().node();
    }
}
