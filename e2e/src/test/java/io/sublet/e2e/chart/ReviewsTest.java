package io.sublet.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What else than pods comes to the webhook, and what it may read for that. */
class ReviewsTest {
    private static final Path RESOURCES = Path.of("../webhook/src/test/resources");

    @TempDir
    static Path directory;

    private static ChartPackage chart = new ChartPackage(Path.of("."), Path.of("."));

    @BeforeAll
    static void packageChart() {
        chart = ChartPackage.of(Path.of(".."), directory.resolve("chart"));
    }

    private static RenderedChart render(String version, Map<String, Object> webhook) {
        return RenderedChart.of(chart, version, Map.of("webhook", webhook));
    }

    private static RenderedChart renderWithProtection(String version) {
        return render(version, Map.of("deleteProtection", Map.of("enabled", true)));
    }

    private static List<ValidatingWebhook> validating(RenderedChart rendered) {
        return rendered.one(ValidatingWebhookConfiguration.class, "sublet-webhook")
                .getWebhooks();
    }

    private static <T> T tested(String file, Class<T> type) throws IOException {
        return Serialization.unmarshal(Files.readString(RESOURCES.resolve(file)), type);
    }

    /** The webhook's own tests register what the chart does, but by URL. */
    @Test
    void theWebhooksTestsValidateWhatTheChartSays() throws IOException {
        assertThat(validating(renderWithProtection("1.35.4")))
                .isEqualTo(tested("validating-webhook-configuration.yaml", ValidatingWebhookConfiguration.class)
                        .getWebhooks());
    }

    @Test
    void theWebhooksTestsGiveItTheRightsThatTheChartGives() throws IOException {
        RenderedChart rendered = renderWithProtection("1.35.4");
        List<HasMetadata> rights =
                tested("webhook-rights.yaml", KubernetesList.class).getItems();
        assertThat(rights).allSatisfy(right -> {
            String name = right.getMetadata().getName();
            if (right instanceof ClusterRole role) {
                assertThat(rendered.one(ClusterRole.class, name).getRules()).isEqualTo(role.getRules());
            } else {
                assertThat(rendered.one(Role.class, name).getRules()).isEqualTo(((Role) right).getRules());
            }
        });
        assertThat(rendered.objects())
                .filteredOn(object -> object instanceof ClusterRole || object instanceof Role)
                .filteredOn(role -> role.getMetadata().getName().startsWith("sublet-webhook"))
                .hasSameSizeAs(rights);
    }

    @OnEveryKubernetes
    void onlyProtectionAgainstDeletionCanBlock(String version) {
        assertThat(validating(render(version, Map.of())))
                .isNotEmpty()
                .allSatisfy(webhook -> assertThat(webhook.getFailurePolicy()).isEqualTo("Ignore"));
        assertThat(validating(renderWithProtection(version)))
                .filteredOn(webhook -> webhook.getFailurePolicy().equals("Fail"))
                .singleElement()
                .satisfies(webhook -> assertThat(webhook.getObjectSelector().getMatchLabels())
                        .containsEntry("sublet.io/delete-protection", "true"));
    }

    @Test
    void withoutReviewsOfConfigurationTheWebhookReadsNoNodes() {
        RenderedChart rendered = render(
                "1.35.4",
                Map.of(
                        "amplification",
                        false,
                        "validation",
                        Map.of("configMap", false, "nodes", false, "policies", false)));
        assertThat(validating(rendered))
                .extracting(ValidatingWebhook::getName)
                .containsExactly("pod-rules.webhook.sublet.io");
        assertThat(rendered.one(MutatingWebhookConfiguration.class, "sublet-webhook")
                        .getWebhooks())
                .extracting(MutatingWebhook::getName)
                .doesNotContain("node-status.webhook.sublet.io");
        assertThat(rendered.one(ClusterRole.class, "sublet-webhook").getRules())
                .noneSatisfy(rule -> assertThat(rule.getResources()).contains("nodes"));
    }

    @Test
    void withNothingToReviewThereIsNoRegistration() {
        RenderedChart rendered = render(
                "1.35.4",
                Map.of(
                        "podRules",
                        Map.of("enabled", false),
                        "validation",
                        Map.of("configMap", false, "nodes", false, "policies", false)));
        assertThat(rendered.all(ValidatingWebhookConfiguration.class)).isEmpty();
    }
}
