package io.sublet.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the values of the chart change, and what it says to values that do not go together. */
class OptionsTest {
    @TempDir
    static Path directory;

    private static ChartPackage chart = new ChartPackage(Path.of("."), Path.of("."));

    @BeforeAll
    static void packageChart() {
        chart = ChartPackage.of(Path.of(".."), directory.resolve("chart"));
    }

    private static RenderedChart render(Map<String, Object> values) {
        return RenderedChart.of(chart, "1.35.4", values);
    }

    /** Values that the schema lets through, and the beginning of the sentence that is the answer. */
    record Contradiction(Map<String, Object> values, String sentence) {}

    static Stream<Contradiction> contradictions() {
        return Stream.of(
                new Contradiction(
                        Map.of("webhook", Map.of("replicas", 1, "deleteProtection", Map.of("enabled", true))),
                        "webhook.deleteProtection.failurePolicy is Fail"),
                new Contradiction(
                        Map.of(
                                "agent",
                                Map.of("canary", Map.of("enabled", true), "affinity", Map.of("podAffinity", Map.of()))),
                        "agent.affinity cannot be combined with agent.canary"),
                new Contradiction(
                        Map.of(
                                "monitoring",
                                Map.of(
                                        "podMonitor",
                                        Map.of("enabled", true),
                                        "serviceMonitor",
                                        Map.of("enabled", true))),
                        "monitoring.podMonitor and monitoring.serviceMonitor are both enabled"),
                new Contradiction(
                        Map.of("koordinator", Map.of("takeOver", true, "namespace", "sublet-system")),
                        "koordinator.takeOver is for a release in a namespace of its own"),
                new Contradiction(
                        Map.of(
                                "config",
                                Map.of(
                                        "colocation",
                                        Map.of(
                                                "nodeConfigs",
                                                List.of(Map.of("name", "sublet-mode", "nodeSelector", Map.of()))))),
                        "config.colocation.nodeConfigs: the name sublet-mode is the chart's own"));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void saysInASentenceWhatDoesNotGoTogether(Contradiction wrong) {
        assertThatThrownBy(() -> render(wrong.values())).hasMessageContaining(wrong.sentence());
    }

    @Test
    void refusesMoreThatItDoesNotKnow() {
        List<Map<String, Object>> wrong = List.of(
                Map.of("manager", Map.of("podDisruptionBudget", Map.of("maxUnavailable", "half"))),
                Map.of("manager", Map.of("leaderElection", Map.of("leaseDuration", "soon"))),
                Map.of("manager", Map.of("jvmOptions", List.of("Xmx1g"))),
                Map.of("agent", Map.of("updateStrategy", Map.of("maxUnavailable", 0))),
                Map.of("agent", Map.of("canary", Map.of("image", Map.of("tag", "latest")))),
                Map.of("agent", Map.of("namespace", "Not_A_Name")),
                Map.of("agent", Map.of("features", Map.of("networkQos", true))),
                Map.of("agent", Map.of("features", Map.of("resctrl", "yes"))),
                Map.of("agent", Map.of("prometheusUrl", "prometheus:9090")),
                Map.of("networkPolicy", Map.of("apiServer", List.of("10.0.0.1"))),
                Map.of("monitoring", Map.of("rules", Map.of("thresholds", Map.of("webhookP99", 1)))),
                Map.of("monitoring", Map.of("rules", Map.of("disabled", List.of("KubeDown")))),
                Map.of("monitoring", Map.of("podMonitor", Map.of("interval", 15))),
                Map.of("uninstall", Map.of("timeoutSeconds", 5)),
                Map.of("global", Map.of("priorityClass", "x")),
                Map.of("global", Map.of("imageRegistry", "https://registry.example/team")),
                Map.of("fullnameOverride", "Sublet_1"),
                Map.of("nameOverride", "Sublet"),
                Map.of("config", Map.of("colocation", Map.of("cpuReclaimThresholdPercent", 10_001))));
        assertThat(wrong)
                .allSatisfy(values -> assertThatThrownBy(() -> render(values)).hasMessageContaining("schema"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "registry.example", "registry.example/team", "localhost:5000/a/b.c/", "YOUR.REGISTRY"})
    void anyRegistryThatAnImagesNameCanBeginWithIsTaken(String registry) {
        assertThat(render(Map.of("global", Map.of("imageRegistry", registry)))
                        .one(DaemonSet.class, "sublet-agent")
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getImage())
                .isEqualTo((registry.isEmpty() ? "" : registry.replaceFirst("/$", "") + "/") + "sublet/agent:0.1.0");
    }

    @Test
    void aCanaryRunsWhereTheOtherAgentsDoNot() {
        RenderedChart rendered =
                render(Map.of("agent", Map.of("canary", Map.of("enabled", true, "image", Map.of("tag", "0.2.0")))));
        DaemonSet canary = rendered.one(DaemonSet.class, "sublet-agent-canary");
        DaemonSet stable = rendered.one(DaemonSet.class, "sublet-agent");
        PodSpec pod = canary.getSpec().getTemplate().getSpec();

        assertThat(pod.getContainers().getFirst().getImage()).isEqualTo("sublet/agent:0.2.0");
        assertThat(pod.getNodeSelector()).containsEntry("sublet.io/canary", "true");
        assertThat(canary.getSpec().getSelector().getMatchLabels()).containsEntry("sublet.io/track", "canary");
        assertThat(canary.getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(canary.getSpec().getSelector().getMatchLabels());
        assertThat(requiredTerms(stable))
                .singleElement()
                .satisfies(term -> assertThat(term.getMatchExpressions()).anySatisfy(expression -> {
                    assertThat(expression.getKey()).isEqualTo("sublet.io/canary");
                    assertThat(expression.getOperator()).isEqualTo("NotIn");
                    assertThat(expression.getValues()).containsExactly("true");
                }));
        assertThat(stable.getSpec().getSelector())
                .as("never changes, or upgrades fail")
                .isEqualTo(render(Map.of())
                        .one(DaemonSet.class, "sublet-agent")
                        .getSpec()
                        .getSelector());
        assertThat(render(Map.of()).all(DaemonSet.class)).hasSize(1);
    }

    private static List<NodeSelectorTerm> requiredTerms(DaemonSet set) {
        return set.getSpec()
                .getTemplate()
                .getSpec()
                .getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms();
    }

    @Test
    void givesTheAgentTheRuntimesSocketOnlyWhereItIsWanted() {
        PodSpec without = render(Map.of()).pod("sublet-agent").getSpec();
        PodSpec with = render(Map.of("agent", Map.of("nriSocket", "/var/run/nri/nri.sock")))
                .pod("sublet-agent")
                .getSpec();

        assertThat(without.getVolumes()).extracting("name").doesNotContain("nri");
        assertThat(without.getContainers().getFirst().getEnv())
                .extracting("name")
                .doesNotContain("SUBLET_AGENT_NRI_SOCKET");
        assertThat(with.getVolumes())
                .filteredOn("name", "nri")
                .extracting("hostPath.path")
                .containsExactly("/var/run/nri");
        assertThat(with.getContainers().getFirst().getVolumeMounts())
                .filteredOn("name", "nri")
                .extracting("mountPath", "readOnly")
                .containsExactly(tuple("/host/nri", true));
        assertThat(with.getContainers().getFirst().getEnv())
                .contains(new EnvVar("SUBLET_AGENT_NRI_SOCKET", "/host/nri/nri.sock", null));
    }

    @Test
    void agentsCanLiveInANamespaceOfTheirOwn() {
        RenderedChart rendered = render(Map.of("agent", Map.of("namespace", "sublet-agents")));

        assertThat(rendered.one(DaemonSet.class, "sublet-agent").getMetadata().getNamespace())
                .isEqualTo("sublet-agents");
        assertThat(rendered.one(ServiceAccount.class, "sublet-agent")
                        .getMetadata()
                        .getNamespace())
                .isEqualTo("sublet-agents");
        assertThat(rendered.one(ClusterRoleBinding.class, "sublet-agent")
                        .getSubjects()
                        .getFirst()
                        .getNamespace())
                .isEqualTo("sublet-agents");
        assertThat(rendered.one(NetworkPolicy.class, "sublet-agent")
                        .getMetadata()
                        .getNamespace())
                .isEqualTo("sublet-agents");
        assertThat(rendered.text()).contains("system:serviceaccount:sublet-agents:sublet-agent'");
    }

    @Test
    void accountsCanBeMadeBySomebodyElse() {
        RenderedChart rendered =
                render(Map.of("manager", Map.of("serviceAccount", Map.of("create", false, "name", "given"))));

        assertThat(rendered.all(ServiceAccount.class))
                .noneMatch(account -> account.getMetadata().getName().contains("manager"));
        assertThat(rendered.pod("sublet-manager").getSpec().getServiceAccountName())
                .isEqualTo("given");
        assertThat(rendered.all(RoleBinding.class)
                        .filter(binding -> binding.getMetadata().getName().startsWith("sublet-manager")))
                .isNotEmpty()
                .allSatisfy(binding ->
                        assertThat(binding.getSubjects().getFirst().getName()).isEqualTo("given"));
        assertThat(rendered.text()).contains("'system:serviceaccount:sublet-system:given'");
    }

    @Test
    void eachProgramHasAPolicyForItsNetwork() {
        assertThat(render(Map.of()).all(NetworkPolicy.class))
                .extracting(policy -> policy.getMetadata().getName())
                .containsExactlyInAnyOrder("sublet-manager", "sublet-webhook", "sublet-scheduler", "sublet-agent");
        assertThat(render(Map.of()).all(NetworkPolicy.class))
                .allSatisfy(
                        policy -> assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress"));
        RenderedChart narrow = render(Map.of(
                "networkPolicy",
                Map.of(
                        "apiServer", List.of("10.0.0.1/32"),
                        "metricsFrom", List.of(Map.of("podSelector", Map.of())))));
        assertThat(narrow.all(NetworkPolicy.class))
                .allSatisfy(policy -> assertThat(policy.getSpec()
                                .getEgress()
                                .getLast()
                                .getTo()
                                .getFirst()
                                .getIpBlock()
                                .getCidr())
                        .isEqualTo("10.0.0.1/32"));
        assertThat(narrow.one(NetworkPolicy.class, "sublet-agent").getSpec().getIngress())
                .singleElement()
                .satisfies(rule -> assertThat(rule.getFrom()).hasSize(1));
        assertThat(narrow.one(NetworkPolicy.class, "sublet-webhook")
                        .getSpec()
                        .getIngress()
                        .getFirst()
                        .getFrom())
                .as("API servers have no labels")
                .isNullOrEmpty();
        assertThat(render(Map.of("networkPolicy", Map.of("enabled", false))).all(NetworkPolicy.class))
                .isEmpty();
    }

    @Test
    void takesThePlaceOfKoordinatorsCentralPrograms() {
        RenderedChart rendered = render(Map.of("koordinator", Map.of("takeOver", true)));

        assertThat(rendered.all(CustomResourceDefinition.class))
                .extracting(definition -> definition.getMetadata().getName())
                .containsExactly("podqoses.qos.sublet.io");
        assertThat(rendered.all(PriorityClass.class)).isEmpty();
        assertThat(rendered.all(ConfigMap.class))
                .extracting(HasMetadata::getMetadata)
                .extracting(metadata -> metadata.getNamespace() + "/" + metadata.getName())
                .containsExactlyInAnyOrder(
                        "koordinator-system/slo-controller-config-status", "sublet-system/sublet-scheduler");
        for (String program : List.of("SUBLET_MANAGER", "SUBLET_WEBHOOK", "SUBLET_EXTENDER")) {
            assertThat(rendered.pods().values())
                    .flatExtracting(pod -> pod.getSpec().getContainers())
                    .flatExtracting(container -> container.getEnv() == null ? List.of() : container.getEnv())
                    .contains(new EnvVar(program + "_CONFIG_NAMESPACE", "koordinator-system", null));
        }
        assertThat(rendered.all(Role.class)
                        .filter(role -> role.getRules().stream()
                                .anyMatch(rule -> rule.getResources().contains("configmaps"))))
                .hasSize(3)
                .allSatisfy(
                        role -> assertThat(role.getMetadata().getNamespace()).isEqualTo("koordinator-system"));
    }

    @Test
    void monitorsAndRulesAreThereOnRequest() {
        List<String> kinds = List.of("PodMonitor", "ServiceMonitor", "PrometheusRule");
        assertThat(render(Map.of()).trees().map(object -> object.path("kind").asText()))
                .doesNotContainAnyElementsOf(kinds);
        Map<String, Object> rules = Map.of(
                "enabled",
                true,
                "labels",
                Map.of("release", "p"),
                "runbookBase",
                "https://docs.test/ops#",
                "disabled",
                List.of("SubletNoLeader"),
                "thresholds",
                Map.of("webhookP99Seconds", 0.25));
        RenderedChart rendered =
                render(Map.of("monitoring", Map.of("podMonitor", Map.of("enabled", true), "rules", rules)));

        assertThat(rendered.trees()
                        .filter(object -> object.path("kind").asText().equals("PodMonitor")))
                .hasSize(4);
        JsonNode rule = rendered.trees()
                .filter(object -> object.path("kind").asText().equals("PrometheusRule"))
                .findFirst()
                .orElseThrow();
        assertThat(rule.at("/metadata/labels/release").asText()).isEqualTo("p");
        assertThat(rule.toString())
                .doesNotContain("${", "SubletNoLeader\"")
                .contains("> 0.25", "https://docs.test/ops#subletwebhookslow");
        RenderedChart services = render(Map.of("monitoring", Map.of("serviceMonitor", Map.of("enabled", true))));
        assertThat(services.trees()
                        .filter(object -> object.path("kind").asText().equals("ServiceMonitor")))
                .hasSize(4);
        assertThat(services.objects())
                .filteredOn(object -> object.getMetadata().getName().endsWith("-metrics"))
                .hasSize(4);
    }

    @Test
    void theSettingsOfPodsArePassedOn() {
        RenderedChart rendered = render(Map.of(
                "global", Map.of("priorityClassName", "own"),
                "manager",
                        Map.of(
                                "console", Map.of("enabled", false, "prometheusUrl", "http://prometheus:9090"),
                                "jvmOptions", List.of("-Xlog:gc", "-Xmx1g"),
                                "nodeMetrics", true,
                                "podDisruptionBudget", Map.of("enabled", false),
                                "extraVolumes", List.of(Map.of("name", "more", "emptyDir", Map.of())),
                                "extraVolumeMounts", List.of(Map.of("name", "more", "mountPath", "/more"))),
                "webhook", Map.of("hostNetwork", true),
                "extraObjects",
                        List.of(Map.of(
                                "apiVersion",
                                "v1",
                                "kind",
                                "ConfigMap",
                                "metadata",
                                Map.of("name", "{{ .Release.Name }}-mine")))));
        PodSpec manager = rendered.pod("sublet-manager").getSpec();

        assertThat(manager.getContainers().getFirst().getEnv())
                .contains(
                        new EnvVar("JDK_JAVA_OPTIONS", "-Xlog:gc -Xmx1g", null),
                        new EnvVar("SUBLET_MANAGER_CONSOLE_ENABLED", "false", null),
                        new EnvVar("SUBLET_MANAGER_CONSOLE_PROMETHEUS_URL", "http://prometheus:9090", null),
                        new EnvVar("SUBLET_MANAGER_NODE_METRICS", "true", null));
        assertThat(manager.getVolumes()).extracting("name").contains("more");
        assertThat(rendered.pods().values())
                .allSatisfy(
                        pod -> assertThat(pod.getSpec().getPriorityClassName()).isEqualTo("own"));
        assertThat(rendered.all(PodDisruptionBudget.class))
                .noneMatch(budget -> budget.getMetadata().getName().contains("manager"));
        assertThat(rendered.pod("sublet-webhook").getSpec().getHostNetwork()).isTrue();
        assertThat(rendered.one(ConfigMap.class, "sublet-mine")).isNotNull();
    }

    @OnEveryKubernetes
    void rendersWithEverythingOn(String version) {
        Map<String, Object> everything = Map.of(
                "agent", Map.of("canary", Map.of("enabled", true), "podMetrics", true, "koordletMetrics", true),
                "flowSchema", Map.of("enabled", true),
                "monitoring",
                        Map.of(
                                "podMonitor",
                                Map.of("enabled", true),
                                "rules",
                                Map.of("enabled", true, "kind", "ConfigMap")),
                "webhook", Map.of("deleteProtection", Map.of("enabled", true)));
        assertThat(RenderedChart.of(chart, version, everything).trees()).hasSizeGreaterThan(60);
    }
}
