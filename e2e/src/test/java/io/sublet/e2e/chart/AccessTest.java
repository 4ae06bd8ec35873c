package io.sublet.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rights that the chart gives, and how far the webhook reaches. */
class AccessTest {
    private static final Set<String> READING = Set.of("get", "list", "watch");

    @TempDir
    static Path directory;

    private static ChartPackage chart = new ChartPackage(Path.of("."), Path.of("."));

    @BeforeAll
    static void packageChart() {
        chart = ChartPackage.of(Path.of(".."), directory.resolve("chart"));
    }

    private static RenderedChart render(String version) {
        return RenderedChart.of(chart, version, Map.of());
    }

    private static Stream<PolicyRule> clusterRules(RenderedChart rendered) {
        return rendered.all(ClusterRole.class).flatMap(role -> role.getRules().stream());
    }

    private static Stream<PolicyRule> rules(RenderedChart rendered) {
        return Stream.concat(
                clusterRules(rendered), rendered.all(Role.class).flatMap(role -> role.getRules().stream()));
    }

    @OnEveryKubernetes
    void noRuleHasAWildcard(String version) {
        assertThat(rules(render(version))).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.getVerbs()).doesNotContain("*");
            assertThat(rule.getResources()).noneMatch(resource -> resource.contains("*"));
            assertThat(rule.getApiGroups()).doesNotContain("*");
            assertThat(rule.getNonResourceURLs()).isNullOrEmpty();
        });
    }

    @OnEveryKubernetes
    void nobodyReachesKubeletsOrTheSecretsOfOthers(String version) {
        RenderedChart rendered = render(version);
        assertThat(rules(rendered))
                .allSatisfy(rule -> assertThat(rule.getResources())
                        .doesNotContain("nodes/proxy", "pods/exec", "pods/attach", "serviceaccounts/token"));
        assertThat(clusterRules(rendered))
                .allSatisfy(rule -> assertThat(rule.getResources()).doesNotContain("secrets", "configmaps"));
        assertThat(rendered.all(Role.class).flatMap(role -> role.getRules().stream()))
                .filteredOn(rule -> rule.getResources().contains("secrets"))
                .allSatisfy(rule -> assertThat(rule.getResourceNames()).containsExactly("sublet-webhook-certs"));
    }

    @OnEveryKubernetes
    void theAgentWritesItsReportsEvictionsAndEventsAndNothingElse(String version) {
        RenderedChart rendered = render(version);
        ClusterRole agent = rendered.one(ClusterRole.class, "sublet-agent");
        assertThat(agent.getRules())
                .filteredOn(rule -> !READING.containsAll(rule.getVerbs()))
                .satisfiesExactly(
                        rule -> {
                            assertThat(rule.getResources()).containsExactly("noderesourcetopologies");
                            assertThat(rule.getVerbs()).containsExactly("list", "watch", "create", "patch");
                        },
                        rule -> {
                            assertThat(rule.getResources()).containsExactly("nodemetrics/status");
                            assertThat(rule.getVerbs()).containsExactly("patch");
                        },
                        rule -> {
                            assertThat(rule.getResources()).containsExactly("pods/eviction", "events");
                            assertThat(rule.getVerbs()).containsExactly("create");
                        });
        assertThat(rendered.all(Role.class))
                .filteredOn(role -> role.getMetadata().getName().startsWith("sublet-agent"))
                .flatExtracting(Role::getRules)
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.getResources()).containsExactly("events");
                    assertThat(rule.getVerbs()).containsExactly("create");
                });
    }

    @OnEveryKubernetes
    void onlyTheManagerWritesNodesAndOnlyTheirStatus(String version) {
        RenderedChart rendered = render(version);
        assertThat(rendered.all(ClusterRole.class))
                .filteredOn(role -> role.getRules().stream().anyMatch(rule -> writes(rule, "nodes")))
                .extracting(role -> role.getMetadata().getName())
                .containsExactly("sublet-manager");
        assertThat(clusterRules(rendered))
                .filteredOn(rule -> writes(rule, "nodes"))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.getResources()).containsExactly("nodes/status");
                    assertThat(rule.getVerbs()).containsExactly("patch");
                });
    }

    @OnEveryKubernetes
    void onlyTheExtenderWritesPodsAndOnlyBindsAndTouchesThem(String version) {
        RenderedChart rendered = render(version);
        assertThat(rendered.all(ClusterRole.class))
                .filteredOn(role -> role.getRules().stream().anyMatch(rule -> writes(rule, "pods")))
                .extracting(role -> role.getMetadata().getName())
                .as("the agent asks for evictions, which budgets may refuse")
                .containsExactlyInAnyOrder("sublet-agent", "sublet-scheduler-extender");
        assertThat(rendered.one(ClusterRole.class, "sublet-scheduler-extender").getRules())
                .filteredOn(rule -> writes(rule, "pods"))
                .extracting(PolicyRule::getResources, PolicyRule::getVerbs)
                .containsExactlyInAnyOrder(
                        tuple(List.of("pods"), List.of("patch")), tuple(List.of("pods/binding"), List.of("create")));
    }

    @Test
    void withoutPinnedCpusNobodyWritesPodsButForEvictions() {
        RenderedChart rendered =
                RenderedChart.of(chart, "1.35.4", Map.of("extender", Map.of("pin", Map.of("enabled", false))));
        assertThat(clusterRules(rendered))
                .filteredOn(rule -> writes(rule, "pods"))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getResources()).containsExactly("pods/eviction", "events"));
    }

    private static boolean writes(PolicyRule rule, String kind) {
        return rule.getResources().stream().anyMatch(resource -> resource.matches(kind + "(/.*)?"))
                && !READING.containsAll(rule.getVerbs())
                && rule.getApiGroups().contains("");
    }

    @Test
    void onlyTheSchedulerGetsRolesThatAreNotOfTheChart() {
        RenderedChart rendered = render("1.35.4");
        List<String> own = rendered.all(ClusterRole.class)
                .map(role -> role.getMetadata().getName())
                .toList();
        assertThat(rendered.all(ClusterRoleBinding.class))
                .filteredOn(binding -> !own.contains(binding.getRoleRef().getName()))
                .extracting(
                        binding -> binding.getRoleRef().getName(),
                        binding -> binding.getSubjects().getFirst().getName())
                .containsExactlyInAnyOrder(
                        tuple("system:kube-scheduler", "sublet-scheduler"),
                        tuple("system:volume-scheduler", "sublet-scheduler"));
    }

    @OnEveryKubernetes
    void theWebhookNeverBlocksAPod(String version) {
        assertThat(webhooks(render(version))).isNotEmpty().allSatisfy(webhook -> {
            assertThat(webhook.getFailurePolicy()).isEqualTo("Ignore");
            assertThat(webhook.getTimeoutSeconds()).isBetween(1, 5);
            assertThat(webhook.getSideEffects()).isEqualTo("None");
            assertThat(webhook.getMatchPolicy()).isEqualTo("Equivalent");
            assertThat(webhook.getReinvocationPolicy()).isEqualTo("IfNeeded");
            assertThat(webhook.getAdmissionReviewVersions()).containsExactly("v1");
            assertThat(webhook.getClientConfig().getCaBundle()).isNull();
        });
    }

    @OnEveryKubernetes
    void theWebhookSeesNewPodsOfOtherNamespacesOnly(String version) {
        assertThat(webhooks(render(version))).isNotEmpty().allSatisfy(webhook -> {
            assertThat(webhook.getRules()).singleElement().satisfies(rule -> {
                assertThat(rule.getResources()).containsExactly("pods");
                assertThat(rule.getOperations()).containsExactly("CREATE");
                assertThat(rule.getScope()).isEqualTo("Namespaced");
            });
            LabelSelectorRequirement excluded =
                    webhook.getNamespaceSelector().getMatchExpressions().getFirst();
            assertThat(excluded.getKey()).isEqualTo("kubernetes.io/metadata.name");
            assertThat(excluded.getOperator()).isEqualTo("NotIn");
            assertThat(excluded.getValues())
                    .containsExactly("kube-system", "kube-public", "kube-node-lease", "sublet-system");
            assertThat(webhook.getMatchConditions())
                    .extracting(MatchCondition::getName)
                    .startsWith("not-mirror", "not-daemonset", "not-critical");
        });
        assertThat(webhooks(render(version)))
                .extracting(MutatingWebhook::getName)
                .containsExactly("own-batch.webhook.sublet.io", "pins.webhook.sublet.io", "pods.webhook.sublet.io");
    }

    /** The webhook's own tests register what the chart does, but by URL. */
    @Test
    void theWebhooksTestsRegisterWhatTheChartDoes() throws IOException {
        MutatingWebhookConfiguration rendered =
                render("1.35.4").one(MutatingWebhookConfiguration.class, "sublet-webhook");
        MutatingWebhookConfiguration tested = Serialization.unmarshal(
                Files.readString(Path.of("../webhook/src/test/resources/mutating-webhook-configuration.yaml")),
                MutatingWebhookConfiguration.class);
        assertThat(rendered.getWebhooks()).isEqualTo(tested.getWebhooks());
        assertThat(rendered.getMetadata().getAnnotations())
                .isEqualTo(tested.getMetadata().getAnnotations());
    }

    @Test
    void theLimitsOfTheReachAreTheSelectorThatIsReplaced() throws IOException {
        MutatingWebhookConfiguration rendered =
                render("1.35.4").one(MutatingWebhookConfiguration.class, "sublet-webhook");
        assertThat(RenderedChart.tree(rendered.getMetadata()
                        .getAnnotations()
                        .getOrDefault("webhook.sublet.io/namespace-selector", "")))
                .isEqualTo(RenderedChart.tree(Serialization.asJson(
                        webhooks(render("1.35.4")).getLast().getNamespaceSelector())));
        RenderedChart fixed = RenderedChart.of(chart, "1.35.4", Map.of("webhook", Map.of("followProfiles", false)));
        assertThat(fixed.one(MutatingWebhookConfiguration.class, "sublet-webhook")
                        .getMetadata()
                        .getAnnotations())
                .isNullOrEmpty();
    }

    @Test
    void whoeverElseIssuesTheCertificatesTheWebhookReadsNoSecret() {
        for (Map<String, Object> certificates : List.<Map<String, Object>>of(
                Map.of("mode", "cert-manager"), Map.of("mode", "secret", "secretName", "s", "caBundle", "Zg=="))) {
            RenderedChart rendered =
                    RenderedChart.of(chart, "1.35.4", Map.of("webhook", Map.of("certificates", certificates)));
            assertThat(rules(rendered))
                    .allSatisfy(rule -> assertThat(rule.getResources()).doesNotContain("secrets"));
        }
    }

    @OnEveryKubernetes
    void theWebhookWritesItsOwnRegistrationAndEventsAndItsSecret(String version) {
        assertThat(rules(render(version), "sublet-webhook"))
                .filteredOn(rule -> !READING.containsAll(rule.getVerbs()))
                .allSatisfy(rule -> {
                    if (!rule.getResources().equals(List.of("events"))) {
                        assertThat(rule.getResourceNames()).isNotEmpty();
                    }
                })
                .flatExtracting(PolicyRule::getResources)
                .containsExactlyInAnyOrder(
                        "mutatingwebhookconfigurations", "validatingwebhookconfigurations", "secrets", "events");
    }

    private static Stream<PolicyRule> rules(RenderedChart rendered, String role) {
        return Stream.concat(
                rendered.all(ClusterRole.class)
                        .filter(r -> r.getMetadata().getName().startsWith(role))
                        .flatMap(r -> r.getRules().stream()),
                rendered.all(Role.class)
                        .filter(r -> r.getMetadata().getName().startsWith(role))
                        .flatMap(r -> r.getRules().stream()));
    }

    @OnEveryKubernetes
    void theRulesRefuseNothingWhileTheWebhookIsAway(String version) {
        assertThat(validating(render(version))).isNotEmpty().allSatisfy(webhook -> {
            assertThat(webhook.getFailurePolicy()).isEqualTo("Ignore");
            assertThat(webhook.getTimeoutSeconds()).isBetween(1, 5);
            assertThat(webhook.getSideEffects()).isEqualTo("None");
            assertThat(webhook.getMatchPolicy()).isEqualTo("Equivalent");
            assertThat(webhook.getAdmissionReviewVersions()).containsExactly("v1");
            assertThat(webhook.getClientConfig().getCaBundle()).isNull();
        });
    }

    @Test
    void theRulesAreAskedAboutThePodsThatMayBeChanged() {
        MutatingWebhook changing = webhooks(render("1.35.4")).getLast();

        assertThat(validating(render("1.35.4")))
                .filteredOn(webhook -> webhook.getName().equals("pod-rules.webhook.sublet.io"))
                .singleElement()
                .satisfies(webhook -> {
                    assertThat(webhook.getNamespaceSelector()).isEqualTo(changing.getNamespaceSelector());
                    assertThat(webhook.getObjectSelector()).isEqualTo(changing.getObjectSelector());
                    assertThat(webhook.getMatchConditions()).isEqualTo(changing.getMatchConditions());
                });
    }

    private static List<ValidatingWebhook> validating(RenderedChart rendered) {
        return rendered.all(ValidatingWebhookConfiguration.class)
                .flatMap(configuration -> configuration.getWebhooks().stream())
                .toList();
    }

    @Test
    void theRulesCanBeSetAndSwitchedOff() {
        Map<String, Object> levels = Map.of("deny", List.of("mixed-resources", "odd-pair"));
        assertThat(RenderedChart.of(chart, "1.35.4", Map.of("webhook", Map.of("podRules", levels)))
                        .one(Deployment.class, "sublet-webhook")
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getEnv())
                .contains(new EnvVar("SUBLET_WEBHOOK_POD_RULES_DENY", "mixed-resources,odd-pair", null))
                .noneMatch(variable -> variable.getName().endsWith("_WARN"));
        assertThat(RenderedChart.of(chart, "1.35.4", Map.of("webhook", Map.of("podRules", Map.of("enabled", false))))
                        .all(ValidatingWebhookConfiguration.class)
                        .flatMap(configuration -> configuration.getWebhooks().stream())
                        .map(ValidatingWebhook::getName))
                .doesNotContain("pod-rules.webhook.sublet.io");
    }

    @Test
    void theWebhookCanBeNarrowed() {
        RenderedChart rendered = RenderedChart.of(
                chart,
                "1.35.4",
                Map.of(
                        "webhook",
                        Map.of(
                                "excludedNamespaces", List.of("gke-managed-system"),
                                "namespaceSelector", Map.of("matchLabels", Map.of("colocation", "on")),
                                "objectSelector", Map.of("matchLabels", Map.of("batch", "yes")))));
        assertThat(webhooks(rendered)).hasSize(3).allSatisfy(webhook -> {
            assertThat(webhook.getNamespaceSelector()
                            .getMatchExpressions()
                            .getFirst()
                            .getValues())
                    .contains("gke-managed-system");
            assertThat(webhook.getNamespaceSelector().getMatchLabels()).containsEntry("colocation", "on");
            assertThat(webhook.getObjectSelector().getMatchLabels()).containsEntry("batch", "yes");
        });
    }

    @Test
    void aPartThatIsOffLeavesNothingBehind() {
        RenderedChart rendered = RenderedChart.of(
                chart,
                "1.35.4",
                Map.of(
                        "webhook", Map.of("enabled", false),
                        "scheduler", Map.of("enabled", false),
                        "agent", Map.of("enabled", false)));
        assertThat(rendered.objects())
                .extracting(HasMetadata::getMetadata)
                .extracting(metadata -> metadata.getLabels().get("app.kubernetes.io/component"))
                .doesNotContain("webhook", "scheduler", "agent");
    }

    /** Those for pods. */
    private static List<MutatingWebhook> webhooks(RenderedChart rendered) {
        return rendered.all(MutatingWebhookConfiguration.class)
                .flatMap(configuration -> configuration.getWebhooks().stream())
                .filter(webhook -> webhook.getRules().getFirst().getResources().contains("pods"))
                .toList();
    }
}
