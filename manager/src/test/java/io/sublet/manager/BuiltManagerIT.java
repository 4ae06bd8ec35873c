package io.sublet.manager;

import static io.sublet.manager.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import io.sublet.testing.RealApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The program as it is shipped: what it answers, and how replicas of it hand over. */
class BuiltManagerIT {
    private static final String SHORT_LEASE = "sublet.manager.leader-election.lease-duration=6s";

    private static @Nullable RealCluster started;

    @BeforeAll
    static void startCluster() {
        started = RealCluster.start();
        started.configure(Map.of(
                "colocation-config",
                "{\"enable\":true,\"cpuReclaimThresholdPercent\":65,\"memoryReclaimThresholdPercent\":65,"
                        + "\"extensions\":{\"sublet.io/stable-offer\":{\"enable\":false}}}"));
        started.register("node-1");
    }

    @AfterAll
    static void stopCluster() {
        cluster().close();
    }

    private static RealCluster cluster() {
        return Objects.requireNonNull(started);
    }

    @BeforeEach
    void removeLease() {
        cluster()
                .client()
                .leases()
                .inNamespace(RealCluster.NAMESPACE)
                .withName("sublet-manager")
                .delete();
    }

    private static BuiltManager ready(String name, String... settings) throws IOException {
        BuiltManager manager = BuiltManager.start(name, cluster().kubeconfig(), settings);
        await().until(manager::isReady);
        return manager;
    }

    private static BuiltManager leading(String name, String... settings) throws IOException {
        BuiltManager manager = ready(name, settings);
        await().until(manager::leads);
        return manager;
    }

    private static void awaitOffer(long podCores, String expected) {
        await().untilAsserted(() -> assertThat(cluster()
                        .client()
                        .resources(NodeMetric.class)
                        .withName("node-1")
                        .get())
                .isNotNull());
        cluster().report("node-1", Instant.now(), "gone", podCores, 33);
        await().untilAsserted(() -> assertThat(cluster().batch("node-1")).contains(expected));
    }

    @Test
    void leadsAnswersAndExplains() throws IOException, InterruptedException {
        try (BuiltManager manager = leading("manager-it")) {
            assertThat(manager.get("/q/health/live").statusCode()).isEqualTo(200);
            assertThat(manager.get("/q/health/started").statusCode()).isEqualTo(200);
            awaitOffer(33, "25000 33000000000");

            JsonObject explained =
                    Json.parseObject(manager.get("/explain/node/node-1").body());
            assertThat(explained.objectOrEmpty("batch").objectOrEmpty("offer").integer("milliCpu"))
                    .contains(25_000L);
            assertThat(explained.objectOrEmpty("plan").string("reason")).contains("Unchanged");
            assertThat(manager.get("/explain/node/node-1?format=text").body())
                    .contains("decision                     keep: Unchanged")
                    .contains("= possible now                       25.000          30.73")
                    .contains("  on the Node, at speed 1            25.000          30.73");
            assertThat(manager.get("/explain/node/other").statusCode()).isEqualTo(404);
            assertThat(manager.get("/q/metrics").body())
                    .contains("sublet_manager_is_leader 1.0")
                    .contains("sublet_manager_offered_cpu_cores{tier=\"batch\",} 25.0");
            assertThat(manager.stop()).as("ends on SIGTERM").isTrue();
        }
    }

    /** The lease is much longer than the test: only one that was given back can be taken. */
    @Test
    void handsOverAtOnceWhenItEndsInOrder() throws IOException, InterruptedException {
        String lease = "sublet.manager.leader-election.lease-duration=10m";
        try (BuiltManager first = leading("manager-it-first", lease);
                BuiltManager second = ready("manager-it-second", lease)) {
            assertThat(second.leads()).isFalse();

            assertThat(first.stop()).isTrue();

            await().until(second::leads);
            awaitOffer(20, "38000 33000000000");
        }
    }

    @Test
    void takesOverFromAReplicaThatIsKilled() throws IOException, InterruptedException {
        try (BuiltManager first = leading("manager-it-killed", SHORT_LEASE);
                BuiltManager second = ready("manager-it-successor", SHORT_LEASE)) {
            first.process().destroyForcibly();
            assertThat(first.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

            awaitOffer(15, "43000 33000000000");

            assertThat(second.leads()).isTrue();
        }
    }

    /** A process that was stopped for longer than its lease must find out before it writes, and end. */
    @Test
    void endsWhenItWakesUpAfterItsLease() throws IOException, InterruptedException {
        try (BuiltManager frozen = leading("manager-it-frozen", SHORT_LEASE);
                BuiltManager second = ready("manager-it-awake", SHORT_LEASE)) {
            signal("-STOP", frozen);
            awaitOffer(10, "48000 33000000000");
            assertThat(second.leads()).isTrue();
            cluster().report("node-1", Instant.now(), "gone", 5, 33);

            signal("-CONT", frozen);

            assertThat(frozen.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(frozen.process().exitValue()).isNotZero();
            assertThat(second.leads()).isTrue();
            assertThat(Files.readString(frozen.log())).contains("The lead is lost");
        }
    }

    private static void signal(String signal, BuiltManager manager) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(
                        "kill", signal, Long.toString(manager.process().pid()))
                .start();
        assertThat(kill.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    @Test
    void livesAndWaitsWhileThereIsNoApiServer() throws IOException, InterruptedException {
        try (BuiltManager waiting = BuiltManager.start("manager-it-waiting", RealApiServer.kubeconfigOfNothing())) {
            await().untilAsserted(() ->
                    assertThat(waiting.get("/q/health/live").statusCode()).isEqualTo(200));
            assertThat(waiting.isReady()).isFalse();
            await().untilAsserted(() -> assertThat(
                            waiting.get("/q/health/ready").body())
                    .contains("podqos,configmap,node,nodemetric,nodeslo,pod")
                    .contains("no answer from the API server at https://127.0.0.1:1/: the connection is refused"));
            assertThat(Files.readAllLines(waiting.log()))
                    .anyMatch(line -> line.contains("does not work and is tried again: no answer from"))
                    .noneMatch(line -> line.contains("KubernetesClientException"));
            assertThat(waiting.stop()).isTrue();
        }
    }

    @Test
    void refusesASettingThatIsOutOfBounds() throws IOException, InterruptedException {
        try (BuiltManager refused =
                BuiltManager.start("manager-it-refused", cluster().kubeconfig(), "sublet.manager.workers=0")) {
            assertThat(refused.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(refused.process().exitValue()).isEqualTo(2);
            assertThat(Files.readAllLines(refused.log()))
                    .containsExactly("sublet.manager.workers must be in 1..64, was 0");
        }
    }
}
