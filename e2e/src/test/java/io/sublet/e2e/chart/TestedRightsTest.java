package io.sublet.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The programs' own tests run them with the rights that the chart gives them. */
class TestedRightsTest {
    private final List<String> given = RenderedChart.withHooks(Map.of()).objects().stream()
            .filter(TestedRightsTest::isAboutRights)
            .map(TestedRightsTest::told)
            .toList();

    @Test
    void theManagerIsTestedWithAllRightsOfTheChartAndNoOthers() throws IOException {
        assertThat(tested("manager"))
                .hasSize(6)
                .containsExactlyInAnyOrderElementsOf(given.stream()
                        .filter(right -> right.contains("/sublet-manager: ") || right.contains("/sublet-manager-"))
                        .toList());
    }

    /** The scheduler beside it has rights of its own. */
    @Test
    void theExtenderIsTestedWithRightsOfTheChart() throws IOException {
        assertThat(tested("scheduler-extender")).hasSize(6).isSubsetOf(given);
    }

    private static List<String> tested(String module) throws IOException {
        try (InputStream file = Files.newInputStream(Path.of("..", module, "src/test/resources/rbac.yaml"))) {
            List<HasMetadata> objects = new KubernetesSerialization().unmarshal(file);
            return objects.stream().map(TestedRightsTest::told).toList();
        }
    }

    private static boolean isAboutRights(HasMetadata object) {
        return object.getApiVersion().startsWith("rbac.authorization.k8s.io/");
    }

    /** What matters of an object about rights. */
    private static String told(HasMetadata object) {
        String name = object.getKind() + " " + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName() + ": ";
        return name
                + switch (object) {
                    case ClusterRole role -> role.getRules();
                    case Role role -> role.getRules();
                    case ClusterRoleBinding binding -> binding.getRoleRef() + " " + binding.getSubjects();
                    case RoleBinding binding -> binding.getRoleRef() + " " + binding.getSubjects();
                    default -> throw new IllegalStateException("not about rights: " + name);
                };
    }
}
