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

/** The extender's own tests run it with the rights that the chart gives it. */
class ExtenderRightsTest {
    private static final Path TESTED = Path.of("../scheduler-extender/src/test/resources/rbac.yaml");

    @Test
    void theRightsThatItIsTestedWithAreThoseOfTheChart() throws IOException {
        RenderedChart rendered = RenderedChart.withHooks(Map.of());
        List<String> given =
                rendered.objects().stream().map(ExtenderRightsTest::told).toList();
        List<HasMetadata> tested;
        try (InputStream file = Files.newInputStream(TESTED)) {
            tested = new KubernetesSerialization().unmarshal(file);
        }

        assertThat(tested).hasSize(6);
        assertThat(tested).allSatisfy(object -> assertThat(given).contains(told(object)));
    }

    /** What matters of an object about rights; nothing of any other. */
    private static String told(HasMetadata object) {
        String name = object.getKind() + " " + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName() + ": ";
        return name
                + switch (object) {
                    case ClusterRole role -> role.getRules();
                    case Role role -> role.getRules();
                    case ClusterRoleBinding binding -> binding.getRoleRef() + " " + binding.getSubjects();
                    case RoleBinding binding -> binding.getRoleRef() + " " + binding.getSubjects();
                    default -> "";
                };
    }
}
