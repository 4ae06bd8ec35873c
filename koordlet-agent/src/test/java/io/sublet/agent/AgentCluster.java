package io.sublet.agent;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sublet.testing.RealApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** A real API server with Sublet's definitions, and an account that has the agent's rights and no more. */
final class AgentCluster implements AutoCloseable {
    private static final String SLO = "slo.koordinator.sh";

    private final RealApiServer server;

    private AgentCluster(RealApiServer server) {
        this.server = server;
    }

    static AgentCluster start() {
        RealApiServer server = RealApiServer.start();
        server.createDefinitions();
        return new AgentCluster(server);
    }

    /** With all rights. */
    KubernetesClient client() {
        return server.client();
    }

    String url() {
        return server.config().getMasterUrl();
    }

    /** Writes the server's certificate authority. */
    void writeAuthority(Path file) throws IOException {
        Config config = server.config();
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
        String token = client().serviceAccounts()
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
        client().resource(json).fieldManager("test").forceConflicts().serverSideApply();
    }

    @Override
    public void close() {
        server.close();
    }

    /** A running pod on the tests' node, in the namespace default; a pending one would be removed without asking its budget. */
    Pod runningPod(String name, String label, String value) {
        apply("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"default\",\"labels\":{\"" + label + "\":\"" + value
                + "\"}},\"spec\":{\"nodeName\":\""
                + AgentFixture.NODE + "\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
        return client().pods()
                .inNamespace("default")
                .withName(name)
                .editStatus(pod -> pod.edit()
                        .editOrNewStatus()
                        .withPhase("Running")
                        .endStatus()
                        .build());
    }

    /** Whether a pod of the namespace default is gone or on its way. */
    boolean isLeaving(String name) {
        Pod pod = client().pods().inNamespace("default").withName(name).get();
        return pod == null || pod.getMetadata().getDeletionTimestamp() != null;
    }
}
