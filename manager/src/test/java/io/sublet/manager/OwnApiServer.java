package io.sublet.manager;

import static io.sublet.manager.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A second API server on a cluster's store, at an address of its own, that can be killed and started again. */
final class OwnApiServer implements AutoCloseable {
    private final List<String> command;
    private final int port;
    private final String kubeconfig;
    private @Nullable Process process;

    OwnApiServer(RealCluster cluster) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = socket.getLocalPort();
        }
        this.command = commandOfTheFirst(port);
        this.kubeconfig = cluster.kubeconfig().replaceFirst("(server:\\s*\"?https://[^:\\s]+):\\d+", "$1:" + port);
    }

    /** The first one is a child of this process, and its command line says all that the second one needs. */
    private static List<String> commandOfTheFirst(int port) throws IOException {
        ProcessHandle first = ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("kube-apiserver"))
                .findFirst()
                .orElseThrow();
        String[] words = Files.readString(
                        Path.of("/proc", Long.toString(first.pid()), "cmdline"), StandardCharsets.UTF_8)
                .split("\0", -1);
        List<String> command = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            if (words[i].startsWith("--secure-port=")) {
                command.add("--secure-port=" + port);
            } else if (words[i].equals("--secure-port")) {
                command.addAll(List.of("--secure-port", Integer.toString(port)));
                i++;
            } else if (!words[i].isEmpty()) {
                command.add(words[i]);
            }
        }
        return command;
    }

    void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "own-apiserver.log").toFile())
                .start();
        try (KubernetesClient client = connect(false)) {
            await().untilAsserted(() -> assertThat(client.raw("/readyz")).isEqualTo("ok"));
        }
    }

    void kill() throws InterruptedException {
        Process running = Objects.requireNonNull(process);
        running.destroyForcibly();
        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    KubernetesClient connect(boolean asManager) {
        Config config = Config.fromKubeconfig(kubeconfig);
        config.setRequestRetryBackoffLimit(0);
        if (asManager) {
            config.setImpersonateUsername("system:serviceaccount:" + RealCluster.NAMESPACE + ":sublet-manager");
        }
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
