package io.sublet.e2e.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.sublet.e2e.operator.Definitions;
import io.sublet.e2e.scenario.BatchOffer;
import io.sublet.e2e.scenario.GroupCpu;
import io.sublet.e2e.scenario.Load;
import io.sublet.e2e.scenario.TierTrace;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.ExtendedResourceSpec;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole thread on a real node: report, offer, admission, placement, suppression, and what happens when parts die. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreadE2E {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration SURGE = Duration.ofSeconds(25);
    private static final double SURGE_RATE = 250;

    private static @Nullable InstalledCluster installed;

    @BeforeAll
    static void install() {
        assumeTrue(System.getProperty("user.name").equals("root"), "real nodes need root");
        installed = InstalledCluster.start();
    }

    @AfterAll
    static void remove() {
        Optional.ofNullable(installed).ifPresent(InstalledCluster::close);
    }

    private static InstalledCluster cluster() {
        return Optional.ofNullable(installed).orElseThrow();
    }

    @Test
    @Order(0)
    void anInstallIsReadyWithinTenTimesAMinute() {
        cluster()
                .tell("helm install → all pods ready: "
                        + cluster().installTook().toMillis() + " ms");
        assertThat(cluster().installTook()).isLessThan(Duration.ofMinutes(10));
    }

    @Test
    @Order(1)
    void theNodeOffersWhatTheOnlineServiceDoesNotUse() {
        cluster().workloads().prepare();
        cluster().workloads().startOnline();
        await("online service")
                .atMost(LIMIT)
                .until(() -> cluster().workloads().online().isPresent());

        CpuMemory offered = awaitOffer();

        CpuMemory capacity = BatchOffer.capacity(cluster().node()).orElseThrow();
        assertThat(offered.cpu()).isBetween(new MilliCpu(1), capacity.cpu());
        assertThat(offered.memory().value()).isBetween(1L, capacity.memory().value());
        assertThat(cluster().node().getStatus().getCapacity())
                .containsKeys(ResourceNames.BATCH_CPU, ResourceNames.BATCH_MEMORY);
    }

    @Test
    @Order(2)
    void anOrdinaryJobIsAdmittedAsABatchPodPlacedAndRun() {
        cluster().workloads().startBatch();

        Pod admitted = await("admitted pod")
                .atMost(LIMIT)
                .until(() -> cluster().workloads().batch(), Optional::isPresent)
                .orElseThrow();
        Container container = admitted.getSpec().getContainers().getFirst();
        assertThat(admitted.getMetadata().getLabels()).containsEntry(Labels.POD_QOS, "BE");
        assertThat(admitted.getSpec().getPriorityClassName()).isEqualTo("koord-batch");
        assertThat(admitted.getSpec().getPriority()).isEqualTo(5000);
        assertThat(admitted.getSpec().getSchedulerName()).isEqualTo("koord-scheduler");
        assertThat(container.getResources().getRequests().keySet())
                .containsExactlyInAnyOrder(ResourceNames.BATCH_CPU, ResourceNames.BATCH_MEMORY);
        assertThat(container.getResources().getRequests().get(ResourceNames.BATCH_CPU))
                .hasToString("200");
        ExtendedResourceSpec spec = ExtendedResourceSpec.parse(
                        admitted.getMetadata().getAnnotations().get(Annotations.EXTENDED_RESOURCE_SPEC))
                .valid()
                .orElseThrow();
        assertThat(spec.containers().get("report"))
                .isEqualTo(new ExtendedResourceSpec.Container(
                        Map.of(ResourceNames.BATCH_CPU, "200", ResourceNames.BATCH_MEMORY, "64Mi"),
                        Map.of(ResourceNames.BATCH_CPU, "200", ResourceNames.BATCH_MEMORY, "128Mi")));

        Pod running = await("running pod")
                .atMost(LIMIT)
                .until(() -> cluster().workloads().batch().filter(Readiness::isPodReady), Optional::isPresent)
                .orElseThrow();
        GroupCpu group = GroupCpu.of(cluster().access(), running);
        assertThat(group.directory().toString()).contains("kubepods/besteffort/pod");
        await("CPU used").atMost(LIMIT).until(() -> group.usedNanos() > 1_000_000_000L);
    }

    @Test
    @Order(3)
    void bestEffortRunsInTheIdleClassUnderALimit() {
        GroupCpu tier = cluster().bestEffort();

        await("limit").atMost(LIMIT).until(() -> tier.quota().isPresent());
        await("idle class").atMost(LIMIT).until(() -> !tier.canBeIdle() || tier.isIdle());

        assertThat(cluster().get(cluster().agent(), 9316, "/metrics")).contains("sublet_agent_");
        assertThat(cluster().get(cluster().agent(), 9316, "/capabilities")).isNotBlank();
    }

    @Test
    @Order(4)
    void aSurgeTakesCpuFromBatchAndItsEndGivesItBack() {
        Pod shop = cluster().workloads().online().orElseThrow();
        try (TierTrace trace = new TierTrace(cluster().bestEffort())) {
            MilliCpu limit = awaitLevel(trace);
            CpuMemory offered = awaitOffer();
            try (Load surge = cluster().load(shop, SURGE_RATE, SURGE)) {
                MilliCpu lower = limit.times(new Percent(85));
                await("lower limit")
                        .atMost(SURGE)
                        .until(() -> trace.firstSince(
                                        surge.started(),
                                        quota -> quota.filter(now -> now.compareTo(lower) < 0)
                                                .isPresent())
                                .isPresent());
                await("smaller offer")
                        .atMost(SURGE)
                        .until(() -> BatchOffer.of(cluster().node())
                                .filter(now -> now.cpu().compareTo(offered.cpu()) < 0)
                                .isPresent());
                awaitAnswers(surge);
            }
            Instant over = Instant.now();
            MilliCpu back = limit.times(new Percent(80));
            await("limit is back")
                    .atMost(LIMIT)
                    .until(() -> trace.quota()
                            .filter(now -> now.compareTo(back) >= 0)
                            .isPresent());
            await("offer is back")
                    .atMost(LIMIT)
                    .until(() -> BatchOffer.of(cluster().node())
                            .filter(now -> now.cpu().compareTo(offered.cpu().times(new Percent(80))) >= 0)
                            .isPresent());
            assertThat(Duration.between(over, Instant.now())).isLessThan(LIMIT);
        }
    }

    @Test
    @Order(4)
    void aChangeOfTheConfigurationReachesTheKernel() {
        try (TierTrace trace = new TierTrace(cluster().bestEffort())) {
            Duration took = new WatermarkChange(cluster()).measure(trace, awaitLevel(trace));
            cluster().tell("patch of the ConfigMap → the kernel's file on the node: " + took.toMillis() + " ms");
        }
    }

    @Test
    @Order(5)
    void anAgentThatIsKilledInTheMiddleOfASurgeContinuesFromItsJournal() {
        Pod shop = cluster().workloads().online().orElseThrow();
        try (Load surge = cluster().load(shop, SURGE_RATE, SURGE)) {
            Pod agent = cluster().agent();
            int restarts = restarts(agent);
            cluster().java(agent).destroyForcibly();

            await("agent back")
                    .atMost(LIMIT)
                    .until(() -> restarts(cluster().agent()) > restarts
                            && Readiness.isPodReady(cluster().agent()));
            awaitAnswers(surge);
        }

        cluster().mode("observe");

        GroupCpu tier = cluster().bestEffort();
        await("the kernel's values as they were before the first agent")
                .atMost(LIMIT)
                .until(() -> tier.quota().isEmpty() && !tier.isIdle() && weightOfTheKubelet(tier));
        cluster().mode("enforce");
        await("limit again").atMost(LIMIT).until(() -> tier.quota().isPresent());
    }

    @Test
    @Order(6)
    void theKubeletStartsAgainAlthoughBestEffortWasIdle() {
        GroupCpu tier = cluster().bestEffort();
        await("idle class").atMost(LIMIT).until(() -> !tier.canBeIdle() || tier.isIdle());
        ProcessHandle before = cluster().kubelet();

        before.destroyForcibly();

        await("another kubelet")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> cluster().kubelet().pid() != before.pid());
        ProcessHandle after = cluster().kubelet();
        await("idle class again").atMost(LIMIT).until(() -> !tier.canBeIdle() || tier.isIdle());
        assertThat(cluster().kubelet().pid())
                .as("the kubelet did not fail in between")
                .isEqualTo(after.pid());
        assertThat(cluster().node().getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals("Ready"))
                        .map(NodeCondition::getStatus))
                .containsExactly("True");
    }

    @Test
    @Order(7)
    void everySeriesOfRulesAndDashboardsIsInARealScrape() throws IOException {
        new MonitoringCheck(cluster()).run();
    }

    @Test
    @Order(8)
    void thePluginShowsExplainsCapturesAndSwitches(@TempDir Path home) throws IOException {
        new PluginCheck(cluster(), home).run();
    }

    @Test
    @Order(8)
    void whatTheDocumentationShowsRuns(@TempDir Path folder) throws IOException {
        new DocumentedRun(cluster(), folder).run();
        await("limit again")
                .atMost(LIMIT)
                .until(() -> cluster().bestEffort().quota().isPresent());
    }

    @Test
    @Order(8)
    void aPodOfClassLsrGetsACpuOfItsOwnFromTheSchedulerAndInTheKernel() {
        new PinnedPod(cluster()).run();
    }

    @Test
    @Order(9)
    void anAgentWritesOnlyAboutItsOwnNode() {
        try (KubernetesClient agent = cluster().clientOfTheAgent()) {
            var topologies = agent.genericKubernetesResources("topology.node.k8s.io/v1alpha1", "NodeResourceTopology");
            GenericKubernetesResource foreign = new GenericKubernetesResource();
            foreign.setApiVersion("topology.node.k8s.io/v1alpha1");
            foreign.setKind("NodeResourceTopology");
            foreign.setMetadata(new ObjectMetaBuilder().withName("another-node").build());
            foreign.setAdditionalProperty("topologyPolicies", List.of("None"));
            foreign.setAdditionalProperty("zones", List.of());

            assertThatThrownBy(() -> topologies.resource(foreign).create())
                    .hasMessageContaining("an agent may write what is about its own node only: this one runs on "
                            + cluster().node().getMetadata().getName() + " and wrote about another-node");
        }
        assertThat(cluster().get(cluster().agent(), 9316, "/metrics"))
                .as("its own reports pass")
                .contains("sublet_agent_reports_total{result=\"failed\"} 0");
    }

    @Test
    @Order(10)
    void whatIsDocumentedAboutUpgradesWorks() {
        new Releases(cluster()).upgradeAndGoBack();
    }

    @Test
    @Order(11)
    void anUninstallLeavesTheClusterAsItWas() {
        cluster().workloads().stopBatch();
        new Releases(cluster()).uninstall();

        await("everything is as before").atMost(LIMIT).untilAsserted(() -> {
            Definitions.nudge(cluster().client());
            assertThat(cluster().now()).isEqualTo(cluster().before());
        });
        assertThat(cluster().bestEffort().quota()).isEmpty();
        assertThat(cluster().bestEffort().isIdle()).isFalse();
        assertThat(weightOfTheKubelet(cluster().bestEffort())).isTrue();
    }

    private static void awaitAnswers(Load surge) {
        await("answers to the surge")
                .atMost(LIMIT)
                .until(() -> surge.isRunning()
                        ? surge.recentP99Millis().isPresent()
                        : surge.await().completed() > 0);
    }

    private static CpuMemory awaitOffer() {
        return await("offer")
                .atMost(LIMIT)
                .until(
                        () -> BatchOffer.of(cluster().node())
                                .filter(offer -> offer.cpu().value() >= 200),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** A limit that has moved by less than a quarter for five seconds. */
    private static MilliCpu awaitLevel(TierTrace trace) {
        MilliCpu[] last = {MilliCpu.ZERO};
        await("steady limit")
                .atMost(LIMIT)
                .during(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    MilliCpu now = trace.quota().orElse(MilliCpu.ZERO);
                    boolean steady = Math.abs(now.value() - last[0].value()) * 4 <= Math.max(1, last[0].value());
                    last[0] = now;
                    return steady && now.value() > 0;
                });
        return last[0];
    }

    /** The kubelet gives the best-effort tier the smallest weight there is. */
    private static boolean weightOfTheKubelet(GroupCpu tier) {
        return tier.weight().equals("2") || tier.weight().equals("1");
    }

    private static int restarts(Pod pod) {
        return pod.getStatus().getContainerStatuses().getFirst().getRestartCount();
    }
}
