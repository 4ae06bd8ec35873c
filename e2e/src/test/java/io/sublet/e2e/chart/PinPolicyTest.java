package io.sublet.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How pods come to the entry that gives them CPUs of their own. */
class PinPolicyTest {
    @TempDir
    static Path directory;

    private static ChartPackage chart = new ChartPackage(Path.of("."), Path.of("."));

    @BeforeAll
    static void packageChart() {
        chart = ChartPackage.of(Path.of(".."), directory.resolve("chart"));
    }

    private static RenderedChart render(Map<String, Object> pin) {
        return RenderedChart.of(chart, "1.35.4", Map.of("extender", Map.of("pin", pin)));
    }

    private static List<String> webhooks(RenderedChart rendered) {
        return rendered.one(MutatingWebhookConfiguration.class, "sublet-webhook").getWebhooks().stream()
                .map(webhook -> webhook.getName())
                .toList();
    }

    private static List<EnvVar> environment(RenderedChart rendered) {
        return rendered.one(Deployment.class, "sublet-webhook")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv();
    }

    /** The extender's own tests apply what the chart installs. */
    @Test
    void theExtendersTestsApplyThePolicyOfTheChart() throws IOException {
        ValidatingAdmissionPolicy tested = Serialization.unmarshal(
                Files.readString(Path.of("../scheduler-extender/src/test/resources/pin-policy.yaml")),
                ValidatingAdmissionPolicy.class);

        assertThat(render(Map.of())
                        .one(ValidatingAdmissionPolicy.class, "sublet-pin-mark")
                        .getSpec())
                .isEqualTo(tested.getSpec());
        assertThat(render(Map.of())
                        .one(ValidatingAdmissionPolicyBinding.class, "sublet-pin-mark")
                        .getSpec()
                        .getValidationActions())
                .containsExactly("Deny");
    }

    @Test
    void thePolicyCanBeLeftOut() {
        for (Map<String, Object> values :
                List.<Map<String, Object>>of(Map.of("requireMark", false), Map.of("enabled", false))) {
            assertThat(render(values).all(ValidatingAdmissionPolicy.class))
                    .noneMatch(policy -> policy.getMetadata().getName().equals("sublet-pin-mark"));
            assertThat(render(values).all(ValidatingAdmissionPolicyBinding.class))
                    .noneMatch(binding -> binding.getMetadata().getName().equals("sublet-pin-mark"));
        }
    }

    @Test
    void theWebhookMarksPodsOfTheScheduler() {
        RenderedChart rendered = render(Map.of());

        assertThat(webhooks(rendered)).contains("pins.webhook.sublet.io");
        assertThat(environment(rendered))
                .contains(new EnvVar("SUBLET_WEBHOOK_PIN_SCHEDULERS", "koord-scheduler", null))
                .noneMatch(variable -> variable.getName().equals("SUBLET_WEBHOOK_PIN_EVERY_POD"));
        assertThat(environment(render(Map.of("nodePolicies", true))))
                .contains(new EnvVar("SUBLET_WEBHOOK_PIN_EVERY_POD", "true", null));
        assertThat(webhooks(render(Map.of("enabled", false)))).doesNotContain("pins.webhook.sublet.io");
        assertThat(environment(render(Map.of("enabled", false))))
                .noneMatch(variable -> variable.getName().startsWith("SUBLET_WEBHOOK_PIN"));
    }
}
