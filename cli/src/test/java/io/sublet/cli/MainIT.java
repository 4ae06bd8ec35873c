package io.sublet.cli;

import static io.sublet.cli.InstalledCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.cli.command.Console;
import io.sublet.cli.fleet.Nodes;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin as it is shipped: its launchers, in processes of their own. */
class MainIT {
    private static final int INTERRUPTED = 130;

    @TempDir
    private static Path home = Path.of("");

    private static @Nullable InstalledCluster server;
    private static @Nullable ProxyFront front;

    @BeforeAll
    static void start() throws IOException {
        layOut();
        InstalledCluster started = InstalledCluster.start();
        server = started;
        started.install();
        ProxyFront proxy = ProxyFront.start(started.client());
        front = proxy;
        Console.kubeconfig(home, proxy.address());
        Map<String, @Nullable Object> node = new LinkedHashMap<>(Map.of("apiVersion", "v1", "kind", "Node"));
        node.putAll(Nodes.node("node-1", "", "").fields());
        started.create(new JsonObject(node, ""));
        started.create(Pods.of("agent", "agent-1", "node-1", 9316));
        proxy.answers("agent-1:9316", "/metrics", "sublet_agent_held_values 3\n");
    }

    /** As {@code make cli} does. */
    private static void layOut() throws IOException {
        Path lib = Files.createDirectories(home.resolve("plugin/lib"));
        try (Stream<Path> jars = Files.list(Path.of("target", "lib"));
                Stream<Path> launchers = Files.list(Path.of("src", "main", "launcher"))) {
            for (Path jar : Stream.concat(jars, Stream.of(Path.of("target", "kubectl-sublet.jar")))
                    .toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
            for (Path launcher : launchers.toList()) {
                Files.copy(launcher, home.resolve("plugin").resolve(launcher.getFileName()));
            }
        }
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(front).close();
        Objects.requireNonNull(server).close();
    }

    private record Ended(int code, String out, String err) {}

    private static Process run(String name, String launcher, String... arguments) throws IOException {
        // As from a terminal: what runs in the background of a shell script has been told to ignore interrupts.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                home.resolve("plugin").resolve(launcher).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(home.resolve(name + ".out").toFile())
                .redirectError(home.resolve(name + ".err").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("KUBECONFIG", home.resolve("kubeconfig").toString());
        builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
        return builder.start();
    }

    private static Ended end(String name, Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(home.resolve(name + ".out")),
                Files.readString(home.resolve(name + ".err")));
    }

    @Test
    void theLauncherFindsItsJarsAndSaysNothingOfItsOwn() throws IOException, InterruptedException {
        for (String name : List.of("first", "second")) {
            Ended status = end(name, run(name, "kubectl-sublet", "status"));
            assertThat(status.err()).isEmpty();
            assertThat(status.code()).isZero();
            assertThat(status.out()).startsWith("NODE ").contains("node-1");
        }
        assertThat(home.resolve("cache/kubectl-sublet/classes.jsa"))
                .as("kept for the second start")
                .exists();

        Ended version = end("version", run("version", "kubectl-sublet", "--version"));
        assertThat(version.out()).startsWith("kubectl-sublet ");
        Ended candidates = end("complete", run("complete", "kubectl_complete-sublet", "expl"));
        assertThat(candidates.out()).isEqualTo("explain\n:4\n");
        assertThat(end("wrong", run("wrong", "kubectl-sublet", "statsu")).code())
                .isEqualTo(2);
    }

    @Test
    void whoeverInterruptsASwitchIsToldHowFarItCame() throws IOException, InterruptedException {
        Process disable = run("disable", "kubectl-sublet", "disable", "node-1", "--wait", "60");
        await().until(() -> label().equals("disabled"));

        new ProcessBuilder("kill", "-INT", Long.toString(disable.pid())).start().waitFor();

        Ended ended = end("disable", disable);
        assertThat(ended.code()).isEqualTo(INTERRUPTED);
        assertThat(ended.err())
                .isEqualTo("\ninterrupted: the switch was turned; whether the nodes confirm was not waited for\n");
        assertThat(end("enable", run("enable", "kubectl-sublet", "enable", "node-1"))
                        .code())
                .isZero();
        assertThat(label()).isEmpty();
    }

    private static String label() {
        return Objects.requireNonNull(server)
                .client()
                .nodes()
                .withName("node-1")
                .get()
                .getMetadata()
                .getLabels()
                .getOrDefault("sublet.io/colocation", "");
    }
}
