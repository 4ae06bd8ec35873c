package io.sublet.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.sublet.protocol.ResourceNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every pod of the chart has, and what none may have. */
class WorkloadTest {

    @TempDir
    static Path directory;

    private static ChartPackage chart = new ChartPackage(Path.of("."), Path.of("."));

    @BeforeAll
    static void packageChart() {
        chart = ChartPackage.of(Path.of(".."), directory.resolve("chart"));
    }

    private static Map<String, PodSpec> pods(String version) {
        Map<String, PodSpec> pods = new java.util.TreeMap<>();
        RenderedChart.of(chart, version, Map.of()).pods().forEach((name, pod) -> pods.put(name, pod.getSpec()));
        return pods;
    }

    private static Stream<Container> containers(String version) {
        return pods(version).values().stream().flatMap(pod -> pod.getContainers().stream());
    }

    @OnEveryKubernetes
    void thereIsOneOfEachProgram(String version) {
        assertThat(pods(version))
                .containsOnlyKeys("sublet-agent", "sublet-manager", "sublet-scheduler", "sublet-webhook");
        assertThat(containers(version))
                .extracting(Container::getName)
                .containsExactlyInAnyOrder("agent", "manager", "kube-scheduler", "extender", "webhook");
    }

    @OnEveryKubernetes
    void everyContainerHasProbesAndResources(String version) {
        assertThat(containers(version)).allSatisfy(container -> {
            assertThat(container.getStartupProbe()).isNotNull();
            assertThat(container.getLivenessProbe()).isNotNull();
            assertThat(container.getReadinessProbe()).isNotNull();
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(container.getResources().getLimits())
                    .containsKey("memory")
                    .as("a limit on CPU makes a Java program start slowly")
                    .doesNotContainKey("cpu");
        });
    }

    @OnEveryKubernetes
    void everyPodHasAPriorityClassAndItsOwnAccount(String version) {
        assertThat(pods(version)).allSatisfy((name, pod) -> {
            assertThat(pod.getPriorityClassName())
                    .isEqualTo(name.equals("sublet-agent") ? "system-node-critical" : "system-cluster-critical");
            assertThat(pod.getServiceAccountName()).isEqualTo(name);
            assertThat(pod.getSchedulerName()).as("not our own scheduler").isNull();
            assertThat(pod.getNodeSelector()).containsEntry("kubernetes.io/os", "linux");
        });
    }

    @OnEveryKubernetes
    void everyImageIsPinnedAndMayBeOnTheNode(String version) {
        assertThat(containers(version)).allSatisfy(container -> {
            assertThat(container.getImage()).startsWith("sublet/").matches(".*:[0-9.]+");
            assertThat(container.getImagePullPolicy()).isEqualTo("IfNotPresent");
        });
    }

    @OnEveryKubernetes
    void centralPodsMeetTheRestrictedPodSecurityStandard(String version) {
        Map<String, PodSpec> pods = pods(version);
        pods.remove("sublet-agent");
        assertThat(pods.values()).allSatisfy(pod -> {
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getVolumes()).extracting(Volume::getHostPath).containsOnlyNulls();
            assertNoHostNamespaces(pod);
            assertThat(pod.getContainers())
                    .extracting(Container::getSecurityContext)
                    .allSatisfy(WorkloadTest::assertHardened);
        });
    }

    @OnEveryKubernetes
    void theAgentIsRootWithoutCapabilitiesOrPrivileges(String version) {
        PodSpec agent =
                RenderedChart.of(chart, version, Map.of()).pod("sublet-agent").getSpec();
        assertNoHostNamespaces(agent);
        SecurityContext security = agent.getContainers().getFirst().getSecurityContext();
        assertHardened(security);
        assertThat(security.getPrivileged()).isFalse();
        assertThat(security.getRunAsUser()).isZero();
        assertThat(security.getCapabilities().getAdd()).isNullOrEmpty();
    }

    @Test
    void theAgentSeesOnlyWhatItDrives() {
        PodSpec agent =
                RenderedChart.of(chart, "1.35.4", Map.of()).pod("sublet-agent").getSpec();
        assertThat(agent.getVolumes())
                .filteredOn(volume -> volume.getHostPath() != null)
                .extracting(volume -> volume.getHostPath().getPath())
                .containsExactlyInAnyOrder(
                        "/sys/fs/cgroup", "/proc", "/var/lib/sublet-agent", "/var/lib/kubelet/cpu_manager_state");
        assertThat(agent.getContainers().getFirst().getVolumeMounts())
                .filteredOn(mount -> List.of("proc", "cpu-manager").contains(mount.getName()))
                .hasSize(2)
                .allSatisfy(mount -> assertThat(mount.getReadOnly()).isTrue());
        assertThat(agent.getTolerations()).anySatisfy(toleration -> {
            assertThat(toleration.getOperator()).isEqualTo("Exists");
            assertThat(toleration.getKey()).isNull();
        });
    }

    private static void assertNoHostNamespaces(PodSpec pod) {
        assertThat(pod.getHostNetwork()).isNotEqualTo(true);
        assertThat(pod.getHostPID()).isNotEqualTo(true);
        assertThat(pod.getHostIPC()).isNotEqualTo(true);
    }

    private static void assertHardened(SecurityContext security) {
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    }

    @Test
    void theSchedulerGoesOnWithoutTheExtender() {
        JsonNode configuration =
                RenderedChart.of(chart, "1.35.4", Map.of()).configuration("sublet-scheduler", "scheduler.yaml");
        assertThat(configuration.at("/profiles/0/schedulerName").asText()).isEqualTo("koord-scheduler");
        JsonNode extender = extender(configuration, "load");
        assertThat(extender.get("ignorable").booleanValue()).isTrue();
        assertThat(extender.get("nodeCacheCapable").booleanValue()).isTrue();
        assertThat(extender.get("weight").intValue()).isPositive();
        assertThat(extender.get("urlPrefix").asText()).startsWith("http://127.0.0.1:");
        assertThat(extender.has("managedResources"))
                .as("the API refuses kubernetes.io/ there")
                .isFalse();
    }

    /** The entry of that name in the scheduler's configuration; missing if there is none. */
    private static JsonNode extender(JsonNode configuration, String entry) {
        for (JsonNode extender : configuration.get("extenders")) {
            if (extender.get("urlPrefix").asText().equals("http://127.0.0.1:8686/" + entry)) {
                return extender;
            }
        }
        return MissingNode.getInstance();
    }

    @Test
    void podsThatAskForCpusAreNotPlacedWithoutTheExtender() {
        JsonNode configuration =
                RenderedChart.of(chart, "1.35.4", Map.of()).configuration("sublet-scheduler", "scheduler.yaml");

        JsonNode extender = extender(configuration, "pin");

        assertThat(extender.get("ignorable").booleanValue()).isFalse();
        assertThat(extender.get("nodeCacheCapable").booleanValue()).isTrue();
        assertThat(extender.get("weight").intValue()).isPositive();
        for (String verb : List.of("filter", "prioritize", "preempt", "bind")) {
            assertThat(extender.get(verb + "Verb").asText()).isEqualTo(verb);
        }
        assertThat(extender.get("managedResources"))
                .as("only for pods with the mark, which no node has")
                .singleElement()
                .satisfies(managed -> {
                    assertThat(managed.get("name").asText()).isEqualTo(ResourceNames.PINNED);
                    assertThat(managed.get("ignoredByScheduler").booleanValue()).isTrue();
                });
    }

    @Test
    void theEntryForCpusCanBeLeftOut() {
        Map<String, Object> values = Map.of("extender", Map.of("pin", Map.of("enabled", false)));
        RenderedChart rendered = RenderedChart.of(chart, "1.35.4", values);

        assertThat(extender(rendered.configuration("sublet-scheduler", "scheduler.yaml"), "pin")
                        .isMissingNode())
                .isTrue();
        assertThat(container(rendered, "extender").getEnv())
                .contains(new EnvVar("SUBLET_EXTENDER_PIN_ENABLED", "false", null));
    }

    @Test
    void aBindingEndsBeforeTheSchedulerGivesUp() {
        assertThat(container(RenderedChart.of(chart, "1.35.4", Map.of()), "extender")
                        .getEnv())
                .contains(
                        new EnvVar("SUBLET_EXTENDER_PIN_BIND_DEADLINE", "4000ms", null),
                        new EnvVar("SUBLET_EXTENDER_PIN_LEASE_NAME", "sublet-scheduler-bind", null));
    }

    @ParameterizedTest
    @CsvSource({"300ms, 240ms", "1s, 800ms", "5ms, 4ms"})
    void theExtenderAnswersBeforeTheSchedulerGivesUp(String timeout, String deadline) {
        RenderedChart rendered = RenderedChart.of(chart, "1.35.4", Map.of("extender", Map.of("httpTimeout", timeout)));

        assertThat(container(rendered, "extender").getEnv())
                .filteredOn(variable -> variable.getName().equals("SUBLET_EXTENDER_LIMITS_DEADLINE"))
                .extracting(EnvVar::getValue)
                .containsExactly(deadline);
    }

    @Test
    void refusedPodsAreTriedAgainAfterAMinuteUnlessTheSchedulerDoesNotKnowTheFlag() {
        String flag = "--pod-max-in-unschedulable-pods-duration=60s";
        RenderedChart without =
                RenderedChart.of(chart, "1.35.4", Map.of("scheduler", Map.of("retryUnschedulableAfter", "")));

        assertThat(container(RenderedChart.of(chart, "1.35.4", Map.of()), "kube-scheduler")
                        .getArgs())
                .contains(flag);
        assertThat(container(without, "kube-scheduler").getArgs()).hasSize(1);
    }

    private static Container container(RenderedChart rendered, String name) {
        return rendered
                .one(Deployment.class, "sublet-scheduler")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .stream()
                .filter(container -> container.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
