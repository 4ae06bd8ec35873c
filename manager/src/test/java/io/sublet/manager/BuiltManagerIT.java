package io.sublet.manager;

import static io.sublet.manager.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is shipped, in a process of its own. */
class BuiltManagerIT {
    private static final Path PROGRAM = Path.of("target", "quarkus-app", "quarkus-run.jar");

    @TempDir
    private static @Nullable Path folder;

    private static @Nullable RealCluster cluster;
    private static @Nullable Process process;
    private static int port;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void startProgram() throws IOException {
        cluster = RealCluster.start();
        cluster.configure(Map.of(
                "colocation-config",
                "{\"enable\":true,\"cpuReclaimThresholdPercent\":65,\"memoryReclaimThresholdPercent\":65}"));
        cluster.register("node-1");
        port = freePort();
        process = launch("manager-it.log", cluster.kubeconfig(), "-Dquarkus.http.port=" + port);
    }

    private static Process launch(String log, String credentials, String... settings) throws IOException {
        Path kubeconfig = Objects.requireNonNull(folder).resolve(log + ".kubeconfig");
        Files.writeString(kubeconfig, credentials);
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Dquarkus.http.host=127.0.0.1"));
        command.addAll(List.of(settings));
        command.addAll(List.of("-jar", PROGRAM.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", log).toFile());
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("SUBLET_MANAGER_CONFIG_NAMESPACE", RealCluster.NAMESPACE);
        builder.environment().put("SUBLET_MANAGER_LEADER_ELECTION_NAMESPACE", RealCluster.NAMESPACE);
        return builder.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void stopAll() throws InterruptedException {
        Process running = Objects.requireNonNull(process);
        running.destroy();
        boolean ended = running.waitFor(20, TimeUnit.SECONDS);
        if (!ended) {
            running.destroyForcibly();
        }
        Objects.requireNonNull(cluster).close();
        assertThat(ended).as("ends on SIGTERM").isTrue();
    }

    private HttpResponse<String> get(String path) {
        return get(port, path);
    }

    private HttpResponse<String> get(int at, String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path))
                            .header("Accept", "text/plain, application/json")
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void leadsAnswersAndExplains() {
        RealCluster real = Objects.requireNonNull(cluster);
        await().untilAsserted(
                        () -> assertThat(get("/q/health/ready").statusCode()).isEqualTo(200));
        assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/q/health/started").statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(real.client()
                        .resources(NodeMetric.class)
                        .withName("node-1")
                        .get())
                .isNotNull());
        real.report("node-1", Instant.now(), "gone", 33, 33);
        await().untilAsserted(() -> assertThat(real.batch("node-1")).contains("25000 33000000000"));

        JsonObject explained = Json.parseObject(get("/explain/node/node-1").body());
        assertThat(explained.objectOrEmpty("formula").objectOrEmpty("offer").integer("milliCpu"))
                .contains(25_000L);
        assertThat(explained.objectOrEmpty("plan").string("reason")).contains("Unchanged");
        assertThat(get("/explain/node/other").statusCode()).isEqualTo(404);
        JsonObject keys = Json.parseObject(get("/explain/config").body());
        assertThat(keys.objectOrEmpty("colocation-config").string("standing")).contains("InForce");
        assertThat(keys.objectOrEmpty("colocation-config")
                        .objectOrEmpty("cluster")
                        .integer("degradeTimeMinutes"))
                .contains(15L);
        assertThat(keys.fields()).containsKeys("cpu-burst-config", "host-application-config", "node-watermark-config");
        assertThat(get("/q/metrics").body())
                .contains("sublet_manager_is_leader 1.0")
                .contains("sublet_manager_batch_cpu_cores 25.0")
                .contains("sublet_manager_writes_total{concern=\"capacity\",result=\"applied\",} 1.0");
        assertThat(real.client()
                        .leases()
                        .inNamespace(RealCluster.NAMESPACE)
                        .withName("sublet-manager")
                        .get())
                .isNotNull();
        real.run("web", "node-1", "1", "1G");
        await().untilAsserted(() -> assertThat(
                        Json.parseObject(get("/explain/pod/default/web").body()).string("governedBy"))
                .contains("its QoS class"));
        assertThat(get("/explain/pod/default/other").statusCode()).isEqualTo(404);
    }

    @Test
    void livesAndWaitsWhileThereIsNoApiServer() throws IOException, InterruptedException {
        int own = freePort();
        Process waiting = launch("manager-it-waiting.log", """
                apiVersion: v1
                kind: Config
                clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
                contexts: [{name: none, context: {cluster: none, user: none}}]
                current-context: none
                users: [{name: none, user: {token: none}}]
                """, "-Dquarkus.http.port=" + own);
        try {
            await().untilAsserted(() ->
                    assertThat(get(own, "/q/health/live").statusCode()).isEqualTo(200));
            assertThat(get(own, "/q/health/ready").statusCode()).isEqualTo(503);
            assertThat(get(own, "/q/health/ready").body()).contains("configmap,node,nodemetric,nodeslo,pod");
            waiting.destroy();
            assertThat(waiting.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            waiting.destroyForcibly();
        }
    }

    @Test
    void refusesASettingThatIsOutOfBounds() throws IOException, InterruptedException {
        Process refused = launch(
                "manager-it-refused.log",
                Objects.requireNonNull(cluster).kubeconfig(),
                "-Dsublet.manager.workers=0",
                "-Dquarkus.http.port=" + freePort());

        boolean ended = refused.waitFor(60, TimeUnit.SECONDS);
        refused.destroyForcibly();

        assertThat(ended).isTrue();
        assertThat(refused.exitValue()).isEqualTo(2);
        assertThat(Files.readAllLines(Path.of("target", "manager-it-refused.log")))
                .containsExactly("sublet.manager.workers must be in 1..64, was 0");
    }
}
