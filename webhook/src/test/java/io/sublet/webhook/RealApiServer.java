package io.sublet.webhook;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sublet.crds.CrdFiles;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A real etcd and kube-apiserver on loopback, from the cache that {@code make kube} fills, with Sublet's definitions. */
public final class RealApiServer implements AutoCloseable {
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
    public static RealApiServer start() {
        Path folder =
                Path.of(Objects.requireNonNull(System.getProperty("sublet.kube.dir"), "sublet.kube.dir is not set"));
        if (!Files.isDirectory(folder.resolve("k8s"))) {
            throw new IllegalStateException("no Kubernetes programs in " + folder + ": run make kube first");
        }
        KubeAPIServer server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(folder.toString())
                .withOfflineMode(true) // the form by environment variable is broken in this version
                .withStartupTimeout(STARTUP_MILLIS)
                .withUpdateKubeConfig(false)
                .build());
        server.start();
        return new RealApiServer(server);
    }

    /** With all rights. */
    public KubernetesClient client() {
        return client;
    }

    public String kubeConfig() {
        return server.getKubeConfigYaml();
    }

    public void createDefinitions() {
        for (String name : CrdFiles.names()) {
            client.load(new ByteArrayInputStream(CrdFiles.read(name))).create();
        }
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("clustercolocationprofiles.config.koordinator.sh")
                .waitUntilCondition(
                        crd -> crd != null
                                && crd.getStatus() != null
                                && crd.getStatus().getConditions() != null
                                && crd.getStatus().getConditions().stream()
                                        .anyMatch(c -> c.getType().equals("Established")
                                                && c.getStatus().equals("True")),
                        30,
                        TimeUnit.SECONDS);
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
