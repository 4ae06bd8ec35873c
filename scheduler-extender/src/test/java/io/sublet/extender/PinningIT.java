package io.sublet.extender;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sublet.crds.noderesourcetopology.NodeResourceTopology;
import io.sublet.extender.PinCluster.Replica;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceStatus;
import io.sublet.protocol.ResourceStatus.NumaNodeResources;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods that ask for CPUs of their own, placed by a stock kube-scheduler with the packaged extender. */
class PinningIT {
    @TempDir
    private static @Nullable Path folder;

    private static @Nullable PinCluster started;
    private static @Nullable Replica replica;

    @BeforeAll
    static void start() throws Exception {
        started = PinCluster.start(Objects.requireNonNull(folder));
        replica = started.replica("one");
        replica.awaitReady();
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    private static PinCluster cluster() {
        return Objects.requireNonNull(started);
    }

    private static Replica extender() {
        return Objects.requireNonNull(replica);
    }

    private static PodBuilder withNumaPolicy(PodBuilder pod, String policy) {
        return pod.editMetadata()
                .addToAnnotations(Annotations.NUMA_TOPOLOGY_SPEC, "{\"numaTopologyPolicy\":\"" + policy + "\"}")
                .endMetadata();
    }

    private static void assertRefused(Pod pod, String why) {
        PinCluster.awaiting()
                .untilAsserted(() -> assertThat(cluster().messages(pod))
                        .anyMatch(message -> message.startsWith("FailedScheduling") && message.contains(why)));
        assertThat(cluster().node(pod)).isEmpty();
    }

    @Test
    void aPodThatAsksForThemGetsCpusOfItsOwn() {
        cluster().node("spread", "spread", PinCluster.machine(2, 16), Map.of());
        Pod pod = cluster()
                .create(cluster()
                        .pinned("spread", "spread", "2")
                        .editMetadata()
                        .addToAnnotations(Annotations.RESOURCE_SPEC, "{\"preferredCPUBindPolicy\":\"SpreadByPCPUs\"}")
                        .endMetadata());

        assertThat(cluster().placed(pod)).isEqualTo("spread");
        assertThat(PinCluster.status(cluster().reload(pod)).cpus().size()).isEqualTo(2);
    }

    @Test
    void aPodThatSharesIsBoundWithoutTheExtender() {
        cluster().node("shared", "shared", PinCluster.machine(1, 8), Map.of());
        PodBuilder shared = cluster().marked("shared", "shared", Map.of("cpu", "500m"));
        shared.editSpec()
                .editFirstContainer()
                .withResources(null)
                .endContainer()
                .endSpec();
        Pod pod = cluster().create(shared);

        cluster().placed(pod);
        assertThat(PinCluster.status(cluster().reload(pod))).isEqualTo(ResourceStatus.NONE);
    }

    @Test
    void theConfigurationSaysWhichNodesAreBetterWithoutARestart() {
        List<String> nodes = List.of("packed-1", "packed-2");
        nodes.forEach(node -> cluster().node(node, "packed", PinCluster.machine(1, 16), Map.of()));
        String used = cluster().placed(cluster().create(cluster().pinned("packed-a", "packed", "4")));
        String empty = nodes.get(1 - nodes.indexOf(used));

        scoring("{\"pinScoring\":{\"nodeStrategy\":\"MostAllocated\"}}");
        PinCluster.awaiting().untilAsserted(() -> assertThat(score(used)).isGreaterThan(score(empty)));
        assertThat(cluster().placed(cluster().create(cluster().pinned("packed-b", "packed", "4"))))
                .isEqualTo(used);

        scoring("{}");
        PinCluster.awaiting().untilAsserted(() -> assertThat(score(used)).isLessThan(score(empty)));
        assertThat(cluster().placed(cluster().create(cluster().pinned("packed-c", "packed", "4"))))
                .isEqualTo(empty);
    }

    private static void scoring(String document) {
        cluster()
                .client()
                .configMaps()
                .inNamespace(ExtenderAccount.NAMESPACE)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("slo-controller-config")
                        .endMetadata()
                        .withData(Map.of("load-aware-config", document))
                        .build())
                .createOr(existing -> existing.update());
    }

    /** Of a node for one more pod of four CPUs. */
    private static long score(String node) throws IOException, InterruptedException {
        Pod pod = cluster().pinned("asked", "packed", "4").build();
        pod.getMetadata().setUid("asked");
        String question = "{\"Pod\":" + Serialization.asJson(pod) + ",\"Nodes\":null,\"NodeNames\":[\"" + node + "\"]}";
        List<?> scores = (List<?>) Objects.requireNonNull(
                Json.parse(extender().post("/pin/prioritize", question).body()));
        return JsonObject.of(scores.getFirst(), "").integer("Score").orElseThrow();
    }

    @Test
    void whatIsTakenIsSaidInTheEvent() {
        cluster().node("full", "full", PinCluster.machine(1, 8), Map.of());
        cluster().placed(cluster().create(cluster().pinned("full-1", "full", "6")));
        PodBuilder second = cluster().pinned("full-2", "full", "4");
        // requests would stop it before the extender is asked: less is requested than is there, but not by the extender
        Pod pod = cluster().create(second);

        assertRefused(pod, "Insufficient cpu");
    }

    @Test
    void aPodWithoutTheMarkIsNeverPlacedAndHearsWhy() {
        cluster().node("unmarked", "unmarked", PinCluster.machine(1, 8), Map.of());
        PodBuilder unmarked = cluster().pinned("unmarked", "unmarked", "2");
        Pod pod = cluster()
                .create(unmarked.editSpec()
                        .editFirstContainer()
                        .editResources()
                        .removeFromRequests("sublet.io/pinned")
                        .removeFromLimits("sublet.io/pinned")
                        .endResources()
                        .endContainer()
                        .endSpec());

        assertRefused(pod, "not for sublet.io/pinned: 0");
    }

    @Test
    void aNodeThatSaysNothingOfItsCpusIsRefused() {
        cluster().node("mute", "mute", PinCluster.machine(1, 8), Map.of());
        cluster()
                .client()
                .resources(NodeResourceTopology.class)
                .withName("mute")
                .delete();
        PinCluster.awaiting()
                .until(() -> !extender().metric("sublet_extender_pin_nodes").isEmpty());
        Pod pod = cluster().create(cluster().pinned("mute", "mute", "2"));

        assertRefused(pod, "the node does not report its CPUs");
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
            assertRefused(pods.get(2), "NUMA topology policy SingleNUMANode");
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

        assertRefused(cluster().create(sized(group + "-2", group, 30, !pinned)), "NUMA topology policy SingleNUMANode");
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
            assertRefused(pod, "NUMA topology policy SingleNUMANode");
        }
    }

    private static int numa(Pod pod) {
        return PinCluster.status(cluster().reload(pod)).numaNodes().getFirst().node();
    }

    @Test
    void aBindingThatTheApiServerRefusesGivesTheCpusBack() throws Exception {
        cluster().node("refuse", "refuse", PinCluster.machine(1, 8), Map.of());
        Pod pod = cluster()
                .create(cluster()
                        .pinned("refuse", "refuse", "2")
                        .editSpec()
                        .addNewSchedulingGate()
                        .withName("example.com/later")
                        .endSchedulingGate()
                        .endSpec());
        String order = "{\"PodName\":\"refuse\",\"PodNamespace\":\"default\",\"PodUID\":\""
                + pod.getMetadata().getUid() + "\",\"Node\":\"refuse\"}";
        PinCluster.awaiting()
                .untilAsserted(() ->
                        assertThat(extender().post("/pin/bind", order).body()).contains("the pod changed 4 times"));
        assertThat(extender().metric("sublet_extender_claims{stage=\"binding\"}"))
                .isEqualTo("0.0");

        cluster()
                .client()
                .resource(pod)
                .edit(gated -> new PodBuilder(gated)
                        .editSpec()
                        .withSchedulingGates(List.of())
                        .endSpec()
                        .build());

        cluster().placed(pod);
        assertThat(PinCluster.status(cluster().reload(pod)).cpus()).hasToString("0-1");
    }

    @Test
    void anOrderForAPodThatIsGoneIsAnsweredSo() throws Exception {
        assertThat(extender()
                        .post(
                                "/pin/bind",
                                "{\"PodName\":\"gone\",\"PodNamespace\":\"default\",\"PodUID\":\"u\",\"Node\":\"n\"}")
                        .body())
                .isEqualTo("{\"Error\":\"the pod is gone\"}");
        assertThat(extender().post("/pin/bind", "{}").statusCode()).isEqualTo(400);
        assertThat(extender().post("/pin/filter", "nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    void cpusThatAnAnnotationClaimsAreTakenAndAConflictIsToldOfOnce() {
        cluster().node("claimed", "claimed", PinCluster.machine(1, 8), Map.of());
        for (String name : List.of("claimed-1", "claimed-2")) {
            cluster()
                    .create(cluster()
                            .pinned(name, "claimed", "1")
                            .editMetadata()
                            .addToAnnotations(Annotations.RESOURCE_STATUS, "{\"cpuset\":\"0-1,99\"}")
                            .endMetadata()
                            .editSpec()
                            .withNodeName("claimed")
                            .endSpec());
        }
        Pod pod = cluster().create(cluster().pinned("claimed-3", "claimed", "2"));

        cluster().placed(pod);
        assertThat(PinCluster.status(cluster().reload(pod))
                        .cpus()
                        .intersect(CpuSet.of(0, 1))
                        .isEmpty())
                .isTrue();
        Pod first = cluster()
                .client()
                .pods()
                .inNamespace(PinCluster.NAMESPACE)
                .withName("claimed-1")
                .get();
        PinCluster.awaiting()
                .untilAsserted(() -> assertThat(cluster().messages(first))
                        .contains("CpusShared: of node claimed: CPUs 0-1 are claimed by another pod")
                        .contains("CpusOffline: of node claimed: CPUs 99 are not online"));
        assertThat(cluster().messages(first).stream().filter(message -> message.startsWith("CpusShared")))
                .hasSize(1);
    }

    @Test
    void fiveHundredPodsComeThroughARestartInTheMiddle() throws Exception {
        for (int i = 0; i < 16; i++) {
            cluster().node("burst-" + i, "burst", PinCluster.machine(2, 32), Map.of());
        }
        Thread creating = cluster().createPinned("burst-", "burst", "2", 500);
        PinCluster.awaiting().until(() -> cluster().assertDisjoint("burst-", 2) >= 100);

        extender().extender.kill();
        creating.join();
        assertThat(cluster().assertDisjoint("burst-", 2)).isLessThan(500);
        extender().startExtender();

        PinCluster.awaiting()
                .atMost(Duration.ofMinutes(3))
                .untilAsserted(
                        () -> assertThat(cluster().assertDisjoint("burst-", 2)).isEqualTo(500));
        PinCluster.awaiting()
                .untilAsserted(() -> assertThat(extender().metric("sublet_extender_claims{stage=\"bound\"}"))
                        .isEqualTo("0.0"));
    }
}
