package io.sublet.agent;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sublet.crds.CrdFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** A real etcd and kube-apiserver with Sublet's definitions, and an account that has the agent's rights and no more. */
final class RealApiServer implements AutoCloseable {
    private static final int STARTUP_MILLIS = 120_000;
    private static final String SLO = "slo.koordinator.sh";

    private final KubeAPIServer server;
    private final Config config;
    private final KubernetesClient client;

    private RealApiServer(KubeAPIServer server) {
        this.server = server;
        this.config = Config.fromKubeconfig(server.getKubeConfigYaml());
        this.client = new KubernetesClientBuilder().withConfig(config).build();
    }

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
        RealApiServer real = new RealApiServer(server);
        for (String name : CrdFiles.names()) {
            real.client.load(new ByteArrayInputStream(CrdFiles.read(name))).create();
        }
        return real;
    }

    /** With all rights. */
    KubernetesClient client() {
        return client;
    }

    String url() {
        return config.getMasterUrl();
    }

    /** Writes the server's certificate authority. */
    void writeAuthority(Path file) throws IOException {
        String data = config.getCaCertData();
        if (data != null) {
            Files.write(file, Base64.getDecoder().decode(data));
        } else {
            Files.copy(Path.of(Objects.requireNonNull(config.getCaCertFile())), file);
        }
    }

    /** What the agent is allowed, as in its chart. */
    static List<PolicyRule> rights() {
        return List.of(
                rule("", List.of("pods", "nodes"), "get", "list", "watch"),
                rule("", List.of("events", "pods/eviction"), "create"),
                rule(SLO, List.of("nodeslos", "nodemetrics"), "get", "list", "watch"),
                rule(SLO, List.of("nodemetrics/status"), "patch"),
                rule("topology.node.k8s.io", List.of("noderesourcetopologies"), "list", "watch", "create", "patch"));
    }

    private static PolicyRule rule(String group, List<String> resources, String... verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups(group)
                .withResources(resources)
                .withVerbs(verbs)
                .build();
    }

    /** Makes the agent's account and writes a token for it. */
    void writeToken(Path file) throws IOException {
        apply("""
                {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"sublet-agent","namespace":"default"}}
                """);
        apply("{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"ClusterRole\","
                + "\"metadata\":{\"name\":\"sublet-agent\"},\"rules\":" + Serialization.asJson(rights()) + "}");
        apply("""
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding",
                 "metadata":{"name":"sublet-agent"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"sublet-agent"},
                 "subjects":[{"kind":"ServiceAccount","name":"sublet-agent","namespace":"default"}]}
                """);
        String token = client.serviceAccounts()
                .inNamespace("default")
                .withName("sublet-agent")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        Files.writeString(file, token);
    }

    /** Creates or replaces an object given as JSON. */
    void apply(String json) {
        client.resource(json).fieldManager("test").forceConflicts().serverSideApply();
    }

    @Override
    public void close() {
        client.close();
        server.stop();
    }
}
