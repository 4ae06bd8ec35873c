package io.sublet.testing;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sublet.crds.CrdFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real etcd and kube-apiserver on loopback, from the cache that {@code make kube} fills. The tests of all modules start theirs
 * here.
 */
public final class RealApiServer implements AutoCloseable {
    private static final int STARTUP_MILLIS = 120_000;
    private static final long ESTABLISHED_SECONDS = 60;

    private final KubeAPIServer server;
    private final KubernetesClient client;

    private RealApiServer(KubeAPIServer server) {
        this.server = server;
        this.client = connect();
    }

    /** Starts the server; fails with what to do where the programs are not in the cache. */
    public static RealApiServer start() {
        return start(List.of());
    }

    /** @param flags of the API server, in addition */
    public static RealApiServer start(List<String> flags) {
        KubeAPIServer server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(folder().toString())
                .withOfflineMode(true) // the form by environment variable is broken in this version
                .withStartupTimeout(STARTUP_MILLIS)
                .withUpdateKubeConfig(false)
                .withApiServerFlags(flags)
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

    /** Of an address on loopback where nothing listens. */
    public static String kubeconfigOfNothing() {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
                contexts: [{name: none, context: {cluster: none, user: none}}]
                current-context: none
                users: [{name: none, user: {token: none}}]
                """;
    }

    /** A Kubernetes program of the same release as the server. */
    public static Path program(String name) throws IOException {
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

    /** With all rights; closed with the server. */
    public KubernetesClient client() {
        return client;
    }

    /** A client of its own with all rights, which the caller closes. */
    public KubernetesClient connect() {
        return new KubernetesClientBuilder().withConfig(config()).build();
    }

    /** Address, authority and credentials with all rights, to be changed at will. */
    public Config config() {
        return Config.fromKubeconfig(kubeconfig());
    }

    /** With all rights. */
    public String kubeconfig() {
        return server.getKubeConfigYaml();
    }

    /** Creates Sublet's definitions and waits until the server knows them. */
    public void createDefinitions() {
        for (String name : CrdFiles.names()) {
            client.load(new ByteArrayInputStream(CrdFiles.read(name))).create();
        }
        var definitions = client.apiextensions().v1().customResourceDefinitions();
        for (CustomResourceDefinition definition : definitions.list().getItems()) {
            definitions
                    .resource(definition)
                    .waitUntilCondition(RealApiServer::isEstablished, ESTABLISHED_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static boolean isEstablished(@Nullable CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    public void createNamespace(String name, Map<String, String> labels) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .create();
    }

    @Override
    public void close() {
        client.close();
        server.stop();
    }
}
