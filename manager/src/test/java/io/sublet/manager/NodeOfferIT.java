package io.sublet.manager;

import static io.sublet.manager.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.crds.noderesourcetopology.NodeResourceTopology;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a node offers beyond plain batch, against a real API server and with the manager's rights. */
class NodeOfferIT {
    private static final String AT_ONCE = "\"extensions\":{\"sublet.io/stable-offer\":{\"enable\":false}}";
    private static final String ORIGIN = "node.koordinator.sh/originExtendedAllocatable";
    private static final String NORMALIZATION = "node.koordinator.sh/cpu-normalization-ratio";
    private static final String AMPLIFICATION = "node.koordinator.sh/resource-amplification-ratio";
    private static final String NORMALIZED =
            "{\"enable\":true,\"ratioModel\":{\"XYZ\":{\"hyperThreadEnabledRatio\":1.2}}}";
    private static final AtomicInteger NODES = new AtomicInteger();

    private static @Nullable RealCluster started;

    private final String node = "offer-" + NODES.incrementAndGet();
    private @Nullable Replica replica;

    @BeforeAll
    static void startCluster() {
        started = RealCluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster().close();
    }

    private static RealCluster cluster() {
        return Objects.requireNonNull(started);
    }

    @AfterEach
    void stopReplica() {
        if (replica != null) {
            replica.close();
        }
        cluster().client().nodes().delete();
        cluster().client().resources(NodeMetric.class).delete();
        cluster().client().resources(NodeResourceTopology.class).delete();
    }

    private void start(String settings, Map<String, String> more) {
        Map<String, String> data = new java.util.HashMap<>(more);
        data.put(
                "colocation-config",
                "{\"enable\":true,\"cpuReclaimThresholdPercent\":65,\"memoryReclaimThresholdPercent\":65," + settings
                        + "}");
        cluster().configure(data);
        cluster().register(node);
        replica = Replica.start(cluster(), Optional.empty());
        await().untilAsserted(() -> assertThat(cluster()
                        .client()
                        .resources(NodeMetric.class)
                        .withName(node)
                        .get())
                .isNotNull());
    }

    private void report(long podCores) {
        cluster().report(node, Instant.now(), "web", podCores, podCores);
    }

    private void awaitBatch(String expected) {
        await().untilAsserted(() -> assertThat(cluster().batch(node)).contains(expected));
    }

    @Test
    void offersMidWithBatchAndNotesTheOriginInTheSameWrite() {
        start(AT_ONCE, Map.of());
        report(33);
        awaitBatch("25000 33000000000");

        predict(10, 15);

        await().untilAsserted(() -> {
            Map<String, Quantity> shown = cluster().node(node).getStatus().getAllocatable();
            assertThat(shown.get("kubernetes.io/mid-cpu")).isEqualTo(new Quantity("10k"));
            assertThat(shown.get("kubernetes.io/mid-memory")).isEqualTo(new Quantity("15G"));
        });
        assertThat(cluster().annotation(node, ORIGIN))
                .contains(
                        "{\"resources\":{\"kubernetes.io/batch-cpu\":\"25k\",\"kubernetes.io/batch-memory\":\"33000000000\"}}");
        Replica writer = Objects.requireNonNull(replica);
        assertThat(writer.writesOf("capacity")).isEqualTo(2);
        assertThat(writer.offered("cpu.cores", node, "batch")).isEqualTo(25);
        assertThat(writer.offered("memory.bytes", node, "mid")).isEqualTo(15e9);
    }

    private void predict(long cores, long gigabytes) {
        cluster()
                .client()
                .resources(NodeMetric.class)
                .withName(node)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), """
                        {"status":{"prodReclaimableMetric":{"resource":{"resources":{"cpu":"%d","memory":"%dG"}}}}}""".formatted(cores, gigabytes));
    }

    @Test
    void takesNoMoreThanOthersLeave() {
        start(AT_ONCE, Map.of());
        cluster().annotate(node, "node.koordinator.sh/thirdPartyAllocations", """
                {"allocations":[{"name":"hadoop-yarn","priority":"koord-batch",
                  "resources":{"kubernetes.io/batch-cpu":"10k","kubernetes.io/batch-memory":"33G"}}]}""");
        report(33);

        awaitBatch("15000 0");
    }

    @Test
    void normalizesAndAmplifiesByModelAndTakesItBack() {
        start(
                AT_ONCE,
                Map.of(
                        "cpu-normalization-config",
                        NORMALIZED,
                        "resource-amplification-config",
                        "{\"enable\":true,\"resourceAmplificationRatio\":{\"cpu\":1.5,\"memory\":1.1}}"));
        cluster().topology(node);
        report(33);

        awaitBatch("30000 33000000000");
        await().untilAsserted(() -> {
            assertThat(cluster().annotation(node, NORMALIZATION)).contains("1.20");
            assertThat(cluster().annotation(node, AMPLIFICATION)).contains("{\"cpu\":1.80,\"memory\":1.10}");
        });

        cluster().configure(Map.of("colocation-config", "{\"enable\":false}"));

        await().untilAsserted(() -> {
            assertThat(cluster().hasNoBatch(node)).isTrue();
            assertThat(cluster().annotation(node, AMPLIFICATION)).isEmpty();
        });
        assertThat(cluster().annotation(node, NORMALIZATION)).contains("1.20");
    }

    @Test
    void aNodeOnWhichColocationIsSwitchedOffOffersNothing() {
        start(AT_ONCE, Map.of());
        report(33);
        awaitBatch("25000 33000000000");

        cluster().label(node, "sublet.io/colocation", "disabled");
        await().untilAsserted(() -> assertThat(cluster().hasNoBatch(node)).isTrue());
        cluster().label(node, "sublet.io/colocation", "enabled");
        awaitBatch("25000 33000000000");

        cluster()
                .configure(Map.of(
                        "colocation-config",
                        "{\"enable\":true,\"cpuReclaimThresholdPercent\":65,\"memoryReclaimThresholdPercent\":65,"
                                + AT_ONCE + "}",
                        "colocation-switch-config",
                        "{\"colocation\":\"disabled\"}"));
        await().untilAsserted(() -> assertThat(cluster().hasNoBatch(node)).isTrue());
    }

    @Test
    void zonesShareWhatTheNodeOffersAndLoseItWithTheNode() {
        start(AT_ONCE, Map.of());
        cluster().topology(node);
        report(33);

        await().untilAsserted(() -> assertThat(cluster().zones(node)).containsOnly("12500 16500000000"));
        assertThat(zoneResources()).startsWith("cpu", "memory");

        cluster().configure(Map.of("colocation-config", "{\"enable\":false}"));

        await().untilAsserted(() -> assertThat(cluster().zones(node)).containsOnly(""));
        assertThat(zoneResources()).containsExactly("cpu", "memory");
    }

    private List<String> zoneResources() {
        return Objects.requireNonNull(cluster()
                        .client()
                        .resources(NodeResourceTopology.class)
                        .withName(node)
                        .get())
                .getZones()
                .getFirst()
                .resources()
                .stream()
                .map(resource -> String.valueOf(resource.name()))
                .toList();
    }

    /** An agent that writes its list anew drops the batch resources; they come back beside what it wrote. */
    @Test
    void zonesKeepWhatTheAgentWritesBesideThem() {
        start(AT_ONCE, Map.of());
        cluster().topology(node);
        report(33);
        await().untilAsserted(() -> assertThat(cluster().zones(node)).containsOnly("12500 16500000000"));

        cluster()
                .client()
                .resources(NodeResourceTopology.class)
                .withName(node)
                .patch(PatchContext.of(PatchType.JSON), """
                        [{"op":"replace","path":"/zones/0/resources","value":[
                           {"name":"gpu","capacity":"1","allocatable":"1","available":"1"},
                           {"name":"cpu","capacity":"50","allocatable":"50","available":"50"},
                           {"name":"memory","capacity":"60G","allocatable":"60G","available":"60G"}]}]""");

        await().untilAsserted(() -> assertThat(cluster().zones(node)).containsOnly("12500 16500000000"));
        assertThat(zoneResources()).startsWith("gpu", "cpu", "memory");
    }

    @Test
    void lowersAtOnceAndRaisesAfterTheHold() {
        start("\"extensions\":{\"sublet.io/stable-offer\":{\"holdSeconds\":4}}", Map.of());
        report(33);
        awaitBatch("25000 33000000000");
        report(43);
        await().untilAsserted(() -> assertThat(cluster().batch(node)).contains("15000 23000000000"));

        Instant better = Instant.now();
        report(23);

        await().untilAsserted(() -> {
            assertThat(cluster().batch(node)).contains("35000 43000000000");
            assertThat(Duration.between(better, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
        });
    }

    @Test
    void worksWithoutTheDefinitionOfTopologies() {
        String definition = "noderesourcetopologies.topology.node.k8s.io";
        var definitions = cluster()
                .client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(definition);
        var installed = Objects.requireNonNull(definitions.get());
        definitions.delete();
        await().untilAsserted(() -> assertThat(definitions.get()).isNull());
        try {
            start(AT_ONCE, Map.of());
            report(33);

            awaitBatch("25000 33000000000");
        } finally {
            installed.getMetadata().setResourceVersion(null);
            installed.getMetadata().setUid(null);
            cluster().client().resource(installed).create();
            await().untilAsserted(() ->
                    cluster().client().resources(NodeResourceTopology.class).list());
        }
    }
}
