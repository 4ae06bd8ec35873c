package io.sublet.extender;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A real etcd and kube-apiserver on loopback, from the cache that {@code make kube} fills. */
final class RealApiServer implements AutoCloseable {
    private static final int STARTUP_MILLIS = 120_000;

    private final KubeAPIServer server;
    private final KubernetesClient client;

    private RealApiServer(KubeAPIServer server) {
        this.server = server;
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
                .build();
    }

    /** Starts the server; fails with what to do where the programs are not in the cache. */
    static RealApiServer start() {
        KubeAPIServer server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(folder().toString())
                .withOfflineMode(true) // the form by environment variable is broken in this version
                .withStartupTimeout(STARTUP_MILLIS)
                .withUpdateKubeConfig(false)
                .build());
        server.start();
        return new RealApiServer(server);
    }

    private static Path folder() {
        Path folder =
                Path.of(Objects.requireNonNull(System.getProperty("sublet.kube.dir"), "sublet.kube.dir is not set"));
        if (!Files.isDirectory(folder.resolve("k8s"))) {
            throw new IllegalStateException("no Kubernetes programs in " + folder + ": run make kube first");
        }
        return folder;
    }

    /** A Kubernetes program of the same release as the server. */
    static Path program(String name) throws IOException {
        try (Stream<Path> releases = Files.list(folder().resolve("k8s"))) {
            List<Path> found = releases.map(release -> release.resolve(name))
                    .filter(Files::isExecutable)
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalStateException("no " + name + " in " + folder() + ": run make kube first");
            }
            return found.getLast();
        }
    }

    /** With all rights. */
    KubernetesClient client() {
        return client;
    }

    /** A kubeconfig with all rights. */
    String kubeconfig() {
        return server.getKubeConfigYaml();
    }

    @Override
    public void close() {
        client.close();
        server.stop();
    }
}
