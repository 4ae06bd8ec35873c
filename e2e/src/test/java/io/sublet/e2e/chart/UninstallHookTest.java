package io.sublet.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens before the release is removed. */
class UninstallHookTest {
    private static RenderedChart rendered = new RenderedChart("", List.of());

    @BeforeAll
    static void renderTheChart() {
        rendered = RenderedChart.withHooks(Map.of("agent", Map.of("namespace", "sublet-agents")));
    }

    private static List<HasMetadata> hooks() {
        return rendered.objects().stream()
                .filter(object -> object.getMetadata().getName().equals("sublet-uninstall"))
                .toList();
    }

    private static PodSpec pod() {
        return rendered.one(Job.class, "sublet-uninstall")
                .getSpec()
                .getTemplate()
                .getSpec();
    }

    @Test
    void allOfItExistsOnlyWhileTheReleaseIsRemoved() {
        assertThat(hooks())
                .hasSize(8)
                .allSatisfy(hook -> assertThat(hook.getMetadata().getAnnotations())
                        .containsEntry("test/hook", "pre-delete")
                        .containsEntry("helm.sh/hook-delete-policy", "before-hook-creation,hook-succeeded"));
        assertThat(rendered.objects().stream()
                        .filter(object -> object.getMetadata().getAnnotations() != null
                                && object.getMetadata().getAnnotations().containsKey("test/hook")))
                .as("nothing else is a hook")
                .hasSameSizeAs(hooks());
        assertThat(RenderedChart.withHooks(Map.of("uninstall", Map.of("restore", false)))
                        .all(Job.class))
                .isEmpty();
    }

    @Test
    void theJobIsTheManagersProgramWithAnotherCommand() {
        Container container = pod().getContainers().getFirst();

        assertThat(container.getImage())
                .isEqualTo(rendered.pod("sublet-manager")
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getImage());
        assertThat(container.getArgs())
                .containsExactly(
                        "uninstall",
                        "--name=sublet",
                        "--instance=sublet",
                        "--namespace=sublet-system",
                        "--agent-namespace=sublet-agents",
                        "--patience=90");
    }

    @Test
    void theJobMeetsTheRestrictedPodSecurityStandard() {
        assertThat(pod().getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod().getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        Container container = pod().getContainers().getFirst();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getResources().getLimits()).containsKey("memory");
    }

    /** The uninstaller's own tests run with these rights. */
    @Test
    void theUninstallersTestsHaveTheRightsOfTheChart() throws IOException {
        RenderedChart ordinary = RenderedChart.withHooks(Map.of());
        List<HasMetadata> tested = new KubernetesSerialization()
                .unmarshal(Files.newInputStream(Path.of("../manager/src/test/resources/uninstall-rbac.yaml")));
        assertThat(tested).hasSize(4);
        for (HasMetadata object : tested) {
            switch (object) {
                case ClusterRole role ->
                    assertThat(ordinary.one(ClusterRole.class, "sublet-uninstall")
                                    .getRules())
                            .isEqualTo(role.getRules());
                case Role role ->
                    assertThat(ordinary.one(Role.class, "sublet-uninstall").getRules())
                            .isEqualTo(role.getRules());
                default -> assertThat(object.getKind()).endsWith("Binding");
            }
        }
    }

    @Test
    void itRemovesOnlyWhatIsOfThisRelease() {
        assertThat(rendered.one(ClusterRole.class, "sublet-uninstall").getRules())
                .filteredOn(rule -> rule.getVerbs().contains("delete"))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getResourceNames()).containsExactly("sublet-webhook"));
        assertThat(rendered.all(Role.class)
                        .filter(role -> role.getMetadata().getName().equals("sublet-uninstall")))
                .hasSize(2)
                .flatExtracting(Role::getRules)
                .filteredOn(rule -> !List.of("list", "watch").containsAll(rule.getVerbs()))
                .hasSize(3)
                .allSatisfy(rule -> assertThat(rule.getResourceNames()).isNotEmpty());
    }
}
