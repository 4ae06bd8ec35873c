package io.sublet.manager;

import static io.sublet.manager.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.manager.kube.Leadership;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manager has no right that it does not use: the API server's audit log says what it uses. */
class RightsIT {
    private static final Path AUDIT = Path.of("target", "audit.log").toAbsolutePath();
    private static final String NODE = "rights-1";
    private static final String ACCOUNT = "system:serviceaccount:" + RealCluster.NAMESPACE + ":sublet-manager";

    @Test
    void everyRightIsUsedAndNoneIsMissing() throws IOException {
        Files.deleteIfExists(AUDIT);
        Path policy = Files.writeString(Path.of("target", "audit-policy.yaml").toAbsolutePath(), """
                        {"apiVersion":"audit.k8s.io/v1","kind":"Policy","omitStages":["RequestReceived"],"rules":[{"level":"Metadata"}]}
                        """);
        try (RealCluster cluster = RealCluster.start(
                List.of("--audit-policy-file=" + policy, "--audit-log-path=" + AUDIT, "--audit-log-mode=blocking"))) {
            Leadership.Lease lease =
                    new Leadership.Lease(RealCluster.NAMESPACE, "sublet-manager", "rights", Duration.ofSeconds(15));
            try (Replica _ = Replica.start(cluster, Optional.of(lease))) {
                doAllThatAManagerDoes(cluster);
            }
        }
        Set<String> granted = granted();
        Set<String> used = used(code -> code != 403);
        assertThat(used(code -> code == 403)).as("refused").isEmpty();
        assertThat(granted).as("granted").isEqualTo(used);
    }

    private static void doAllThatAManagerDoes(RealCluster cluster) {
        cluster.configure(Map.of("colocation-config", "{\"enable\":true}"));
        cluster.register(NODE);
        await().untilAsserted(() -> assertThat(cluster.client()
                        .resources(NodeMetric.class)
                        .withName(NODE)
                        .get())
                .isNotNull());
        selectNamespacesByLabel(cluster);
        describeZones(cluster);
        cluster.report(NODE, Instant.now(), "none", 1, 1);
        await().untilAsserted(() -> assertThat(cluster.batch(NODE)).isPresent());
        // Refused content leads to an event.
        cluster.configure(Map.of("colocation-config", "{\"enable\":true,\"degradeTimeMinutes\":0}"));
        await().untilAsserted(() -> assertThat(cluster.client()
                        .events()
                        .v1()
                        .events()
                        .inAnyNamespace()
                        .list()
                        .getItems())
                .isNotEmpty());
        cluster.client().nodes().withName(NODE).delete();
        await().untilAsserted(() -> {
            assertThat(cluster.client()
                            .resources(NodeMetric.class)
                            .withName(NODE)
                            .get())
                    .isNull();
            assertThat(slos(cluster)).isEmpty();
        });
    }

    /** Then namespaces are followed, and the object gets a status. */
    private static void selectNamespacesByLabel(RealCluster cluster) {
        var podQos = cluster.client().genericKubernetesResources("qos.sublet.io/v1alpha1", "PodQoS");
        podQos.resource(new KubernetesSerialization().unmarshal("""
                        {"apiVersion":"qos.sublet.io/v1alpha1","kind":"PodQoS","metadata":{"name":"rights"},
                         "spec":{"selector":{"namespaceSelector":{"matchLabels":{"team":"a"}}},"allowedActions":[]}}""", GenericKubernetesResource.class))
                .create();
        await().untilAsserted(() -> assertThat(podQos.withName("rights").get().getAdditionalProperties())
                .containsKey("status"));
    }

    /** As a node's agent does. */
    private static void describeZones(RealCluster cluster) {
        cluster.client()
                .genericKubernetesResources("topology.node.k8s.io/v1alpha1", "NodeResourceTopology")
                .resource(new KubernetesSerialization().unmarshal("""
                        {"apiVersion":"topology.node.k8s.io/v1alpha1","kind":"NodeResourceTopology","metadata":{"name":"%s"},
                         "topologyPolicies":["None"],"zones":[{"name":"node-0","type":"Node","resources":[
                           {"name":"cpu","capacity":"100","allocatable":"100","available":"100"},
                           {"name":"memory","capacity":"120G","allocatable":"120G","available":"120G"}]}]}""".formatted(NODE), GenericKubernetesResource.class))
                .create();
    }

    private static List<GenericKubernetesResource> slos(RealCluster cluster) {
        return cluster.client()
                .genericKubernetesResources("slo.koordinator.sh/v1alpha1", "NodeSLO")
                .list()
                .getItems();
    }

    /** Verb, group and resource of each right. */
    private static Set<String> granted() {
        List<HasMetadata> objects = new KubernetesSerialization()
                .unmarshal(Objects.requireNonNull(RightsIT.class.getResourceAsStream("/rbac.yaml")));
        Stream<PolicyRule> rules = objects.stream().flatMap(object -> switch (object) {
            case ClusterRole role -> role.getRules().stream();
            case Role role -> role.getRules().stream();
            default -> Stream.empty();
        });
        return rules.flatMap(rule -> rule.getApiGroups().stream()
                        .flatMap(group -> rule.getResources().stream()
                                .flatMap(resource ->
                                        rule.getVerbs().stream().map(verb -> verb + " " + group + "/" + resource))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> used(java.util.function.LongPredicate code) throws IOException {
        Set<String> used = new TreeSet<>();
        for (String line : Files.readAllLines(AUDIT)) {
            JsonObject event = Json.parseObject(line);
            boolean isOurs = event.objectOrEmpty("impersonatedUser")
                    .string("username")
                    .filter(ACCOUNT::equals)
                    .isPresent();
            JsonObject what = event.objectOrEmpty("objectRef");
            long answered =
                    event.objectOrEmpty("responseStatus").integer("code").orElse(0L);
            if (isOurs && code.test(answered)) {
                String verb = event.string("verb").orElse("");
                String resource = what.string("apiGroup").orElse("") + "/"
                        + what.string("resource").orElse("")
                        + what.string("subresource").map(name -> "/" + name).orElse("");
                used.add(verb + " " + resource);
                // An apply that makes the object needs the right to create it, too.
                if (verb.equals("patch") && answered == 201) {
                    used.add("create " + resource);
                }
            }
        }
        return used;
    }
}
