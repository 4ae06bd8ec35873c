package io.sublet.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each feature of the agent takes of the node: that, and nothing more. */
class FeaturesTest {
    private static final Set<String> ALWAYS_WRITABLE = Set.of("/sys/fs/cgroup", "/var/lib/sublet-agent", "/tmp");

    @TempDir
    static Path directory;

    private static ChartPackage chart = new ChartPackage(Path.of("."), Path.of("."));

    @BeforeAll
    static void packageChart() {
        chart = ChartPackage.of(Path.of(".."), directory.resolve("chart"));
    }

    private static PodSpec agent(Map<String, Object> values) {
        return RenderedChart.of(chart, "1.35.4", Map.of("agent", values))
                .pod("sublet-agent")
                .getSpec();
    }

    private static Set<String> capabilities(Container container) {
        return new TreeSet<>(Optional.ofNullable(
                        container.getSecurityContext().getCapabilities().getAdd())
                .orElse(List.of()));
    }

    private static Set<String> writable(Container container) {
        return container.getVolumeMounts().stream()
                .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .map(VolumeMount::getMountPath)
                .filter(path -> !ALWAYS_WRITABLE.contains(path))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "resctrl          | -                               | /sys/fs/resctrl   | true  | false",
                "networkClasses   | NET_ADMIN SYS_ADMIN SYS_PTRACE  | -                 | false | true",
                "oomRanking       | DAC_OVERRIDE SYS_RESOURCE       | /host/proc        | false | false",
                "kernelWatermarks | -                               | /host/proc/sys/vm | false | false",
                "coreScheduling   | SYS_PTRACE                      | -                 | true  | true",
                "cycleCounters    | PERFMON                         | -                 | false | false",
                "diskSpace        | DAC_READ_SEARCH                 | -                 | false | false"
            })
    void aFeatureTakesJustThis(
            String feature,
            @Nullable String capabilities,
            @Nullable String writable,
            boolean processes,
            boolean unconfined) {
        PodSpec pod = agent(Map.of("features", Map.of(feature, true)));
        Container container = pod.getContainers().getFirst();

        assertThat(capabilities(container)).isEqualTo(words(capabilities));
        assertThat(writable(container)).isEqualTo(words(writable));
        assertThat(Boolean.TRUE.equals(pod.getHostPID())).isEqualTo(processes);
        assertThat(container.getSecurityContext().getAppArmorProfile() != null).isEqualTo(unconfined);
        assertThat(container.getSecurityContext().getPrivileged()).isFalse();
        assertThat(pod.getVolumes())
                .extracting("name")
                .containsAll(container.getVolumeMounts().stream()
                        .map(VolumeMount::getName)
                        .toList());
    }

    private static Set<String> words(@Nullable String text) {
        return text == null ? Set.of() : new TreeSet<>(List.of(text.split(" ")));
    }

    @Test
    void withoutFeaturesItHasNothing() {
        PodSpec pod = agent(Map.of());
        Container container = pod.getContainers().getFirst();

        assertThat(capabilities(container)).isEmpty();
        assertThat(writable(container)).isEmpty();
        assertThat(pod.getHostPID()).isNull();
        assertThat(container.getSecurityContext().getAppArmorProfile()).isNull();
    }

    @Test
    void whatSeveralFeaturesNeedIsNamedOnce() {
        PodSpec pod = agent(Map.of(
                "features",
                Map.of("networkClasses", true, "coreScheduling", true),
                "capabilities",
                List.of("SYS_PTRACE", "PERFMON")));

        assertThat(pod.getContainers()
                        .getFirst()
                        .getSecurityContext()
                        .getCapabilities()
                        .getAdd())
                .containsExactly("NET_ADMIN", "PERFMON", "SYS_ADMIN", "SYS_PTRACE");
    }

    @Test
    void theAgentIsToldWherePrometheusIsAndMayReachIt() {
        Map<String, Object> monitoring = Map.of(
                "to",
                List.of(Map.of(
                        "namespaceSelector",
                        Map.of("matchLabels", Map.of("kubernetes.io/metadata.name", "monitoring")))));
        RenderedChart rendered = RenderedChart.of(
                chart,
                "1.35.4",
                Map.of(
                        "agent",
                        Map.of(
                                "prometheusUrl",
                                "http://prometheus.monitoring:9090",
                                "evictionsPerMinute",
                                0,
                                "recordObservations",
                                "all"),
                        "networkPolicy",
                        Map.of("apiServer", List.of("10.0.0.1/32"), "extraEgress", List.of(monitoring))));

        assertThat(rendered.pod("sublet-agent")
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getEnv())
                .contains(
                        new EnvVar("SUBLET_AGENT_PROMETHEUS_URL", "http://prometheus.monitoring:9090", null),
                        new EnvVar("SUBLET_AGENT_RECORD_OBSERVATIONS", "all", null),
                        new EnvVar("SUBLET_AGENT_EVICTIONS_PER_MINUTE", "0", null));
        assertThat(rendered.one(NetworkPolicy.class, "sublet-agent").getSpec().getEgress())
                .last()
                .satisfies(rule -> assertThat(
                                rule.getTo().getFirst().getNamespaceSelector().getMatchLabels())
                        .containsEntry("kubernetes.io/metadata.name", "monitoring"));
    }
}
