package io.sublet.cli;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.crds.CrdFiles;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A real etcd and kube-apiserver on loopback, and what kubelets, agents and the chart put there. */
final class RealApiServer implements AutoCloseable {
    static final String NAMESPACE = "sublet-system";
    private static final int STARTUP_MILLIS = 120_000;

    private final KubeAPIServer server;
    private final KubernetesClient client;

    private RealApiServer(KubeAPIServer server) {
        this.server = server;
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
                .build();
    }

    /** Without the custom resources; fails with what to do where the programs are not in the cache. */
    static RealApiServer start() {
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

    static ConditionFactory await() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions();
    }

    void install() {
        for (String name : CrdFiles.names()) {
            client.load(new ByteArrayInputStream(CrdFiles.read(name))).create();
        }
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        await().untilAsserted(() -> client.resources(NodeMetric.class).list());
    }

    /** With all rights. */
    KubernetesClient client() {
        return client;
    }

    String kubeconfig() {
        return server.getKubeConfigYaml();
    }

    /** Creates an object from its JSON, and sets its status where it has one. */
    void create(JsonObject object) {
        String text = Json.write(object.fields());
        var resource = client.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        resource.create();
        object.object("status").ifPresent(status -> {
            String kind = object.string("kind").orElse("");
            String name = object.objectOrEmpty("metadata").string("name").orElse("");
            String patch = Json.write(Map.of("status", status.fields()));
            PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
            switch (kind) {
                case "Node" ->
                    client.nodes().withName(name).subresource("status").patch(merge, patch);
                case "NodeMetric" ->
                    client.resources(NodeMetric.class)
                            .withName(name)
                            .subresource("status")
                            .patch(merge, patch);
                case "Pod" ->
                    client.pods()
                            .inNamespace(NAMESPACE)
                            .withName(name)
                            .subresource("status")
                            .patch(merge, patch);
                default -> throw new IllegalStateException("no status of " + kind);
            }
        });
    }

    @Override
    public void close() {
        client.close();
        server.stop();
    }
}
