package io.sublet.extender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sublet.testing.RealApiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged extender where there is no API server. */
class StartIT {
    @TempDir
    Path folder;

    @Test
    void withoutAnApiServerItSaysSoInPlainLines() throws IOException {
        String name = "extender-" + folder.getFileName();
        int managementPort = ChildProgram.freePort();
        Map<String, String> environment = Map.of(
                "KUBECONFIG",
                Files.writeString(folder.resolve("kubeconfig"), RealApiServer.kubeconfigOfNothing())
                        .toString(),
                "QUARKUS_HTTP_PORT",
                Integer.toString(ChildProgram.freePort()),
                "QUARKUS_MANAGEMENT_PORT",
                Integer.toString(managementPort),
                "QUARKUS_MANAGEMENT_HOST",
                "127.0.0.1");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString());
        URI readiness = URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready");
        try (ChildProgram extender = ChildProgram.start(name, command, environment);
                HttpClient http = HttpClient.newHttpClient()) {
            await().ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(http.send(
                                                    HttpRequest.newBuilder(readiness)
                                                            .build(),
                                                    BodyHandlers.ofString())
                                            .body())
                                    .contains("caches are not filled")
                                    .contains(
                                            "no answer from the API server at https://127.0.0.1:1/: the connection is refused"));
            assertThat(extender.isAlive()).isTrue();
            assertThat(Files.readAllLines(Path.of("target", "it-logs", name + ".log")))
                    .anyMatch(line -> line.contains("does not work and is tried again: no answer from"))
                    .noneMatch(line -> line.contains("KubernetesClientException"));
        }
    }
}
