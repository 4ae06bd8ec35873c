package io.sublet.e2e.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.sublet.e2e.image.ImageCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the chart is made of, rendered by Helm itself. */
class ChartTest {
    private static final Path PROJECT = Path.of("..");

    @TempDir
    static Path directory;

    private static ChartPackage chart = new ChartPackage(Path.of("."), Path.of("."));

    @BeforeAll
    static void packageChart() {
        chart = ChartPackage.of(PROJECT, directory.resolve("chart"));
    }

    private static RenderedChart render(Map<String, Object> values) {
        return RenderedChart.of(chart, "1.35.4", values);
    }

    @OnEveryKubernetes
    void rendersTheSameEveryTime(String version) {
        String first = RenderedChart.of(chart, version, Map.of()).text();
        assertThat(RenderedChart.of(chart, version, Map.of()).text()).isEqualTo(first);
    }

    @Test
    void refusesAKubernetesWithoutMatchConditions() {
        assertThatThrownBy(() -> RenderedChart.of(chart, "1.29.9", Map.of())).hasMessageContaining(">=1.30.0-0");
    }

    @OnEveryKubernetes
    void labelsEveryObject(String version) {
        assertThat(RenderedChart.of(chart, version, Map.of()).objects())
                .hasSizeGreaterThan(30)
                .allSatisfy(object -> assertThat(object.getMetadata().getLabels())
                        .as(object.getKind() + " " + object.getMetadata().getName())
                        .containsKeys(
                                "app.kubernetes.io/name",
                                "app.kubernetes.io/instance",
                                "app.kubernetes.io/component",
                                "app.kubernetes.io/version",
                                "app.kubernetes.io/managed-by",
                                "helm.sh/chart"));
    }

    @Test
    void namesEveryObjectOnce() {
        assertThat(render(Map.of()).objects().stream()
                        .map(object -> object.getKind() + " "
                                + object.getMetadata().getNamespace() + "/"
                                + object.getMetadata().getName()))
                .doesNotHaveDuplicates();
    }

    @Test
    void addsTheOperatorsLabelsAndAnnotations() {
        Map<String, Object> own = Map.of("labels", Map.of("team", "infra"), "annotations", Map.of("owner", "someone"));
        assertThat(render(Map.of("global", own)).objects()).allSatisfy(object -> {
            assertThat(object.getMetadata().getLabels()).containsEntry("team", "infra");
            assertThat(object.getMetadata().getAnnotations()).containsEntry("owner", "someone");
        });
    }

    @Test
    void carriesTheDefinitionsOfTheCrdsModule() throws IOException {
        Map<String, Object> expected = new TreeMap<>();
        try (Stream<Path> files = Files.list(PROJECT.resolve("crds/src/main/resources/crds"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                JsonNode definition = RenderedChart.tree(Files.readString(file, UTF_8));
                expected.put(definition.at("/metadata/name").asText(), definition.get("spec"));
            }
        }
        Map<String, Object> rendered = new TreeMap<>();
        render(Map.of())
                .trees()
                .filter(object -> object.path("kind").asText().equals("CustomResourceDefinition"))
                .forEach(object -> rendered.put(object.at("/metadata/name").asText(), object.get("spec")));
        assertThat(rendered).isEqualTo(expected).hasSize(5);
    }

    @Test
    void keepsDefinitionsAndPriorityClassesUnlessToldOtherwise() {
        assertThat(kept(render(Map.of()))).hasSize(9);
        assertThat(kept(render(Map.of("crds", Map.of("keep", false), "priorityClasses", Map.of("keep", false)))))
                .isEmpty();
        RenderedChart without =
                render(Map.of("crds", Map.of("install", false), "priorityClasses", Map.of("create", false)));
        assertThat(without.all(CustomResourceDefinition.class)).isEmpty();
        assertThat(without.all(PriorityClass.class)).isEmpty();
    }

    private static List<HasMetadata> kept(RenderedChart rendered) {
        return rendered.objects().stream()
                .filter(object -> object.getMetadata().getAnnotations() != null
                        && "keep".equals(object.getMetadata().getAnnotations().get("helm.sh/resource-policy")))
                .toList();
    }

    @Test
    void givesThePriorityBandsOfTheProtocol() {
        assertThat(render(Map.of()).all(PriorityClass.class))
                .extracting(priority -> priority.getMetadata().getName(), PriorityClass::getValue)
                .containsExactlyInAnyOrder(
                        tuple("koord-prod", 9000),
                        tuple("koord-mid", 7000),
                        tuple("koord-batch", 5000),
                        tuple("koord-free", 3000));
    }

    @Test
    void observesUnlessToldToEnforce() {
        RenderedChart observing = render(Map.of());
        assertThat(agentMode(observing)).isEqualTo("observe");
        assertThat(modeRule(observing)).isEqualTo("""
            {"key":"sublet.io/mode","operator":"NotIn","values":["enforce"]}\
            """);
        RenderedChart enforcing = render(Map.of("mode", "enforce"));
        assertThat(agentMode(enforcing)).isEqualTo("enforce");
        assertThat(modeRule(enforcing)).isEqualTo("""
            {"key":"sublet.io/mode","operator":"In","values":["observe","off"]}\
            """);
    }

    private static String agentMode(RenderedChart rendered) {
        return rendered.pod("sublet-agent").getSpec().getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getName().equals("SUBLET_AGENT_MODE"))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static String modeRule(RenderedChart rendered) {
        JsonNode item = rendered.configuration("slo-controller-config", "colocation-config")
                .at("/nodeConfigs/0");
        assertThat(item.get("enable").booleanValue()).isFalse();
        return item.at("/nodeSelector/matchExpressions/0").toString();
    }

    @Test
    void rendersTheTuningUnderTheKeysOfTheProtocol() {
        Map<String, Object> pool = Map.of(
                "name",
                "large",
                "nodeSelector",
                Map.of("matchLabels", Map.of("pool", "large")),
                "cpuReclaimThresholdPercent",
                70);
        RenderedChart rendered = render(Map.of(
                "config",
                Map.of(
                        "colocation", Map.of("cpuReclaimThresholdPercent", 80, "nodeConfigs", List.of(pool)),
                        "cpuBurst", Map.of("clusterStrategy", Map.of("policy", "auto")),
                        "nodeWatermark", Map.of("clusterStrategy", Map.of("rules", List.of())))));
        JsonNode colocation = rendered.configuration("slo-controller-config", "colocation-config");
        assertThat(colocation.get("enable").booleanValue()).isTrue();
        assertThat(colocation.get("cpuReclaimThresholdPercent").isInt()).isTrue();
        assertThat(colocation.at("/nodeConfigs/1/name").asText()).isEqualTo("large");
        assertThat(rendered.configuration("slo-controller-config", "resource-threshold-config")
                        .toString())
                .isEqualTo("{\"clusterStrategy\":{\"enable\":true}}");
        assertThat(rendered.configuration("slo-controller-config", "cpu-burst-config")
                        .at("/clusterStrategy/policy")
                        .asText())
                .isEqualTo("auto");
        assertThat(rendered.one(ConfigMap.class, "slo-controller-config").getData())
                .containsOnlyKeys(
                        "colocation-config", "resource-threshold-config", "cpu-burst-config", "node-watermark-config");
    }

    @Test
    void refusesValuesThatItDoesNotKnow() {
        List<Map<String, Object>> wrong = List.of(
                Map.of("mod", "enforce"),
                Map.of("mode", "enforced"),
                Map.of("manager", Map.of("replica", 3)),
                Map.of("manager", Map.of("replicas", 0)),
                Map.of("manager", Map.of("image", Map.of("tag", "latest"))),
                Map.of("webhook", Map.of("timeoutSeconds", 30)),
                Map.of("webhook", Map.of("failurePolicy", "Fail")),
                Map.of("webhook", Map.of("certificates", Map.of("mode", "self-signed"))),
                Map.of("webhook", Map.of("certificates", Map.of("mode", "secret"))),
                Map.of("webhook", Map.of("certificates", Map.of("mode", "secret", "secretName", "s"))),
                Map.of("webhook", Map.of("certificates", Map.of("certManager", Map.of("duration", "90d")))),
                Map.of("agent", Map.of("privileged", true)),
                Map.of("agent", Map.of("capabilities", List.of("ALL"))),
                Map.of("scheduler", Map.of("name", "default-scheduler")),
                Map.of("config", Map.of("colocation", Map.of("cpuReclaimThreshold", 60))),
                Map.of("config", Map.of("loadAware", Map.of("usageThreshold", Map.of("cpu", 60)))),
                Map.of("config", Map.of("loadAware", Map.of("usageThresholds", Map.of("cpu", 101)))),
                Map.of("scheduler", Map.of("retryUnschedulableAfter", "soon")),
                Map.of("config", Map.of("colocation", Map.of("cpuReclaimThresholdPercent", "60"))));
        assertThat(wrong)
                .allSatisfy(values -> assertThatThrownBy(() -> render(values)).hasMessageContaining("schema"));
    }

    @Test
    void leavesTheCertificateSecretWithoutData() {
        Secret secret = render(Map.of()).one(Secret.class, "sublet-webhook-certs");
        assertThat(secret.getData()).isNullOrEmpty();
        assertThat(secret.getStringData()).isNullOrEmpty();
    }

    @Test
    void letsCertManagerIssueTheCertificates() {
        RenderedChart rendered = render(Map.of("webhook", Map.of("certificates", Map.of("mode", "cert-manager"))));
        assertThat(certManager(rendered))
                .containsExactlyInAnyOrder(
                        "Issuer sublet-webhook-self-signed",
                        "Certificate sublet-webhook-ca",
                        "Issuer sublet-webhook",
                        "Certificate sublet-webhook");
        assertThat(rendered.one(MutatingWebhookConfiguration.class, "sublet-webhook")
                        .getMetadata()
                        .getAnnotations())
                .containsEntry("cert-manager.io/inject-ca-from", "sublet-system/sublet-webhook");
        assertMounts(rendered, "sublet-webhook-certs");
        RenderedChart signedElsewhere = render(Map.of(
                "webhook",
                Map.of(
                        "certificates",
                        Map.of(
                                "mode",
                                "cert-manager",
                                "certManager",
                                Map.of("issuerRef", Map.of("kind", "ClusterIssuer", "name", "corporate"))))));
        assertThat(certManager(signedElsewhere)).containsExactly("Certificate sublet-webhook");
        assertThat(certManager(render(Map.of()))).isEmpty();
    }

    @Test
    void servesACertificateOfTheOperatorsSecret() {
        RenderedChart rendered = render(Map.of(
                "webhook", Map.of("certificates", Map.of("mode", "secret", "secretName", "mine", "caBundle", "Zg=="))));
        assertThat(rendered.one(MutatingWebhookConfiguration.class, "sublet-webhook")
                        .getWebhooks())
                .allSatisfy(webhook ->
                        assertThat(webhook.getClientConfig().getCaBundle()).isEqualTo("Zg=="));
        assertThat(certManager(rendered)).isEmpty();
        assertMounts(rendered, "mine");
    }

    private static void assertMounts(RenderedChart rendered, String secret) {
        assertThat(rendered.all(Secret.class)).isEmpty();
        var pod = rendered.pod("sublet-webhook").getSpec();
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getSecret() != null)
                .singleElement()
                .satisfies(
                        volume -> assertThat(volume.getSecret().getSecretName()).isEqualTo(secret));
        assertThat(pod.getContainers().getFirst().getVolumeMounts())
                .filteredOn(mount -> mount.getName().equals("certificates"))
                .singleElement()
                .satisfies(mount -> {
                    assertThat(mount.getSubPath()).isNull();
                    assertThat(mount.getMountPath()).isEqualTo("/certificates");
                });
        assertThat(pod.getContainers().getFirst().getEnv())
                .filteredOn(variable -> variable.getName().equals("SUBLET_WEBHOOK_CERTIFICATE_DIRECTORY"))
                .singleElement()
                .satisfies(variable -> assertThat(variable.getValue()).isEqualTo("/certificates"));
    }

    private static List<String> certManager(RenderedChart rendered) {
        return rendered.trees()
                .filter(object -> object.path("apiVersion").asText().equals("cert-manager.io/v1"))
                .map(object -> object.path("kind").asText() + " "
                        + object.at("/metadata/name").asText())
                .toList();
    }

    @Test
    void protectsReplicasFromDrainingAllAtOnce() {
        RenderedChart two = render(Map.of("scheduler", Map.of("replicas", 2)));
        assertThat(two.all(PodDisruptionBudget.class))
                .extracting(budget -> budget.getMetadata().getName())
                .containsExactlyInAnyOrder("sublet-manager", "sublet-webhook", "sublet-scheduler");
        RenderedChart one = render(Map.of("manager", Map.of("replicas", 1), "webhook", Map.of("replicas", 1)));
        assertThat(one.all(PodDisruptionBudget.class)).isEmpty();
    }

    @Test
    void restartsTheSchedulerWhenItsConfigurationChanges() {
        assertThat(configurationChecksum(Map.of()))
                .isNotEqualTo(configurationChecksum(Map.of("extender", Map.of("weight", 9))));
    }

    @Test
    void rendersTheRulesOfTheExtender() {
        RenderedChart rendered =
                render(Map.of("config", Map.of("loadAware", Map.of("usageThresholds", Map.of("cpu", 60)))));

        assertThat(rendered.configuration("slo-controller-config", "load-aware-config")
                        .at("/usageThresholds/cpu")
                        .asInt())
                .isEqualTo(60);
    }

    private static @Nullable String configurationChecksum(Map<String, Object> values) {
        return render(values)
                .one(Deployment.class, "sublet-scheduler")
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("checksum/config");
    }

    @Test
    void isOfTheSameVersionAsTheImagesAndTheProject() throws IOException {
        JsonNode definition = RenderedChart.tree(Files.readString(PROJECT.resolve("charts/sublet/Chart.yaml"), UTF_8));
        assertThat(definition.get("appVersion").asText()).isEqualTo(ImageCatalogue.VERSION);
        assertThat(Files.readString(PROJECT.resolve("pom.xml"), UTF_8))
                .contains("<version>" + ImageCatalogue.VERSION + "</version>");
    }
}
