package io.sublet.e2e.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grafana's dashboards, made from charts/dashboards. */
class DashboardTest {
    private static final Path SOURCES = Path.of("../charts/dashboards");

    @TempDir
    Path directory;

    private static List<JsonNode> models() throws IOException {
        List<JsonNode> models = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.readAll(SOURCES)) {
            models.add(new ObjectMapper().readTree(new GrafanaModel(dashboard).json()));
        }
        return models;
    }

    @Test
    void thereAreSix() throws IOException {
        assertThat(Dashboard.readAll(SOURCES))
                .extracting(Dashboard::name)
                .containsExactly(
                        "admission-and-scheduling", "control-plane", "node", "overview", "prediction", "safety");
    }

    @Test
    void noDashboardKnowsADataSourceOrACluster() throws IOException {
        assertThat(models()).allSatisfy(model -> {
            assertThat(model.has("uid")).isFalse();
            assertThat(model.at("/templating/list/0/type").asText()).isEqualTo("datasource");
            assertThat(model.at("/templating/list/1/name").asText()).isEqualTo("cluster");
            model.path("panels")
                    .forEach(panel -> panel.path("targets").forEach(target -> {
                        assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
                        assertThat(target.path("expr").asText())
                                .contains("cluster=~\"$cluster\"")
                                .doesNotContain("$scope");
                    }));
        });
    }

    @Test
    void panelsDoNotOverlapAndStayOnThePage() throws IOException {
        assertThat(models()).allSatisfy(model -> {
            Set<String> taken = new HashSet<>();
            for (JsonNode panel : model.path("panels")) {
                JsonNode place = panel.get("gridPos");
                for (int x = place.get("x").asInt();
                        x < place.get("x").asInt() + place.get("w").asInt();
                        x++) {
                    assertThat(x).isLessThan(24);
                    for (int y = place.get("y").asInt();
                            y < place.get("y").asInt() + place.get("h").asInt();
                            y++) {
                        assertThat(taken.add(x + "," + y))
                                .as(panel.get("title").asText())
                                .isTrue();
                    }
                }
            }
        });
    }

    @Test
    void isTheSameEveryTime() throws IOException {
        assertThat(models()).isEqualTo(models());
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Files.writeString(
                directory.resolve("bad.yaml"), "title: Bad\nrows: [{title: R, panels: [{title: P, unit: s}]}]\n");
        assertThatThrownBy(() -> Dashboard.readAll(directory)).hasMessage("bad: the panel 'P' has no queries");
        Files.writeString(directory.resolve("bad.yaml"), "title: Bad\nrows: [{panels: []}]\n");
        assertThatThrownBy(() -> Dashboard.readAll(directory)).hasMessageStartingWith("bad: 'title' is missing");
    }
}
