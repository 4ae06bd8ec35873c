package io.sublet.e2e.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every right that the chart gives, a line each, beside what was reviewed: a new right shows in the review of a change. With
 * {@code -Dgolden.update=true} the file is written anew.
 */
class RightsGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/chart/rights.txt");

    @Test
    void theRightsAreThoseThatWereReviewed() throws IOException {
        RenderedChart rendered = RenderedChart.withHooks(Map.of());
        String rights = String.join(
                        "\n",
                        rendered.objects().stream()
                                .flatMap(RightsGoldenTest::lines)
                                .sorted()
                                .toList())
                + "\n";
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN.resolveSibling(""));
            Files.writeString(GOLDEN, rights, UTF_8);
        }
        assertThat(rights).isEqualTo(Files.readString(GOLDEN, UTF_8));
    }

    private static Stream<String> lines(HasMetadata object) {
        return switch (object) {
            case ClusterRole role -> role.getRules().stream().map(rule -> line(role, "cluster", rule));
            case Role role ->
                role.getRules().stream()
                        .map(rule -> line(role, role.getMetadata().getNamespace(), rule));
            case ClusterRoleBinding binding ->
                Stream.of("binding cluster " + binding.getRoleRef().getName() + " -> "
                        + binding.getSubjects().getFirst().getName());
            case RoleBinding binding ->
                Stream.of("binding " + binding.getMetadata().getNamespace() + " "
                        + binding.getRoleRef().getName() + " -> "
                        + binding.getSubjects().getFirst().getName());
            default -> Stream.empty();
        };
    }

    private static String line(HasMetadata role, String where, PolicyRule rule) {
        List<String> names = rule.getResourceNames();
        return "role " + where + " " + role.getMetadata().getName() + ": " + String.join(",", rule.getVerbs()) + " "
                + String.join(",", rule.getApiGroups()) + "/" + String.join(",", rule.getResources())
                + (names == null || names.isEmpty() ? "" : " named " + String.join(",", names));
    }
}
