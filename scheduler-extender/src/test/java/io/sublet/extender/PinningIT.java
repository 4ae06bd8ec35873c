package io.sublet.extender;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sublet.crds.noderesourcetopology.NodeResourceTopology;
import io.sublet.extender.PinCluster.Replica;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.ResourceStatus;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods that ask for CPUs of their own, placed by a stock kube-scheduler with the packaged extender. */
class PinningIT {
    @RegisterExtension
    private static final SharedPinCluster SHARED = new SharedPinCluster();

    private static PinCluster cluster() {
        return SHARED.cluster();
    }

    private static Replica extender() {
        return SHARED.extender();
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

        cluster().assertRefused(pod, "Insufficient cpu");
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

        cluster().assertRefused(pod, "not for sublet.io/pinned: 0");
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

        cluster().assertRefused(pod, "the node does not report its CPUs");
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

    /** The second thread of two cores is offline, and one NUMA node is larger than the other. */
    @Test
    void anUnevenMachineIsFilledToItsLastCpu() {
        List<LogicalCpu> online = PinCluster.machine(2, 8).cpus().stream()
                .filter(cpu -> cpu.id() != 3 && cpu.id() != 5 && cpu.id() < 14)
                .toList();
        CpuTopology topology = CpuTopology.of(online);
        cluster().node("uneven", "uneven", topology, Map.of());
        CpuSet taken = CpuSet.EMPTY;
        List<Integer> asked = List.of(3, 5, 2, 1, 1);
        for (int i = 0; i < asked.size(); i++) {
            Pod pod = cluster()
                    .create(cluster()
                            .pinned("uneven-" + i, "uneven", asked.get(i).toString()));
            cluster().placed(pod);
            CpuSet cpus = PinCluster.status(cluster().reload(pod)).cpus();
            assertThat(cpus.size()).isEqualTo(asked.get(i));
            assertThat(cpus.intersect(taken).isEmpty())
                    .as("%s of pod %d beside %s", cpus, i, taken)
                    .isTrue();
            taken = taken.union(cpus);
        }

        assertThat(taken).isEqualTo(topology.cpuSet());
    }

    @Test
    void fiveHundredPodsComeThroughARestartInTheMiddle() throws Exception {
        for (int i = 0; i < 16; i++) {
            cluster().node("burst-" + i, "burst", PinCluster.machine(2, 32), Map.of());
        }
        CompletableFuture<Void> creating = cluster().createPinned("burst-", "burst", "2", 500);
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
