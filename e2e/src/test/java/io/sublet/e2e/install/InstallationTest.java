package io.sublet.e2e.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.e2e.chart.ChartPackage;
import io.sublet.e2e.image.BuiltImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InstallationTest {
    private static final Path NOWHERE = Path.of("nowhere");
    private static final Installation INSTALLATION = new Installation(
            Stream.of("agent", "manager", "webhook", "extender", "kube-scheduler", "demo")
                    .map(name -> new BuiltImage("sublet/" + name + ":1", NOWHERE, "sha256:" + name, 0, 0, false))
                    .toList(),
            new ChartPackage(NOWHERE, NOWHERE));

    @Test
    void everyPodIsReplacedWhenOneOfItsImagesChanges() {
        assertThat(INSTALLATION.withImageDigests(Map.of()))
                .containsOnlyKeys("agent", "manager", "webhook", "scheduler")
                .containsEntry(
                        "scheduler",
                        Map.of(
                                "podAnnotations",
                                Map.of(
                                        "sublet.io/image-digest-extender", "sha256:extender",
                                        "sublet.io/image-digest-kube-scheduler", "sha256:kube-scheduler")));
    }

    @Test
    void theGivenValuesStay() {
        Map<String, Object> own = Map.of(
                "mode", "enforce", "manager", Map.of("replicas", 1, "podAnnotations", Map.of("team", List.of("a"))));
        Map<String, Object> all = INSTALLATION.withImageDigests(own);
        assertThat(all).containsEntry("mode", "enforce");
        assertThat(all.get("manager"))
                .isEqualTo(Map.of(
                        "replicas",
                        1,
                        "podAnnotations",
                        Map.of("team", List.of("a"), "sublet.io/image-digest-manager", "sha256:manager")));
    }
}
