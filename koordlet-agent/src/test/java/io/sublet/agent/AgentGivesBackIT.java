package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What the agent gives back, and when. */
@EnabledIf(value = "isCgroupV1", disabledReason = "needs root and a cgroup v1 hierarchy")
class AgentGivesBackIT extends AgentFixture {
    @Test
    void stopsBeingIdleAsSoonAsTheKubeletIsGone() throws Exception {
        start();
        eventually().untilAsserted(() -> assertThat(idle()).isEqualTo("1"));
        Objects.requireNonNull(kubelet).destroyForcibly().waitFor();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(idle()).isEqualTo("0"));
        assertThat(cgroups().read("cpu", TIER, "cpu.shares")).isEqualTo("2");
    }

    @Test
    void givesBackEverythingWhenItIsToldToEnd() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        Process running = Objects.requireNonNull(agent);
        running.destroy();
        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).as("all is given back").isZero();
        assertThat(cgroups().snapshot()).isEqualTo(before);
    }

    @Test
    void givesBackEverythingWhenTheNodeIsLabelled() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        label("disabled");
        try {
            assertSwitchedOff(before, "mode off; nothing is held");
        } finally {
            label(null);
        }
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
    }

    @Test
    void givesBackEverythingWhenTheClusterIsSwitchedOff() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        api().apply("{\"apiVersion\":\"slo.koordinator.sh/v1alpha1\",\"kind\":\"NodeSLO\",\"metadata\":{\"name\":\""
                + NODE
                + "\"},\"spec\":{\"resourceUsedThresholdWithBE\":{\"enable\":true,\"cpuSuppressPolicy\":\"cfsQuota\"},"
                + "\"extensions\":{\"sublet\":{\"colocation\":\"disabled\"}}}}");
        assertSwitchedOff(before, "off by the cluster's switch; nothing is held");
    }

    /** In a mount namespace of its own the hierarchies are read-only; the machine's stay as they are. */
    @Test
    void holdsAndSaysWhyWhereControlGroupsAreReadOnly() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        List<String> command = new ArrayList<>(readOnly());
        command.addAll(agentCommand());
        command.add("--cgroup-root=" + folder.resolve("cgroup"));
        agent = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile())
                .start();
        eventually()
                .untilAsserted(
                        () -> assertThat(get("/decisions?policy=suppress")).contains("EROFS"));
        eventually().untilAsserted(() -> assertThat(get("/capabilities")).contains("EROFS"));
        assertThat(text("/healthz")).isEqualTo("ok\n");
        assertThat(cgroups().snapshot()).isEqualTo(before);
    }

    @Test
    void saysWhatItCouldNotGiveBackAndGivesItBackLater() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        Objects.requireNonNull(agent).destroyForcibly().waitFor();
        List<String> command = new ArrayList<>(readOnly());
        command.addAll(command());
        command.addAll(List.of(
                "restore", "--state-dir=" + folder.resolve("state"), "--cgroup-root=" + folder.resolve("cgroup")));
        Path said = folder.resolve("restore.log");
        assertThat(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start()
                        .waitFor())
                .isEqualTo(1);
        assertThat(Files.readString(said)).contains("EROFS").contains("NOT restored");
        assertThat(restore()).isZero();
        assertThat(cgroups().snapshot()).isEqualTo(before);
    }

    /** Promised within two seconds; a machine that is busy with other things gets ten times as long. */
    private void assertSwitchedOff(Map<String, String> before, String why) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(cgroups().snapshot()).isEqualTo(before));
        eventually().untilAsserted(() -> assertThat(get("/capabilities")).contains(why));
        eventually().untilAsserted(() -> assertThat(text("/metrics")).contains("\nsublet_agent_held_values 0\n"));
        eventually()
                .untilAsserted(() -> assertThat(api().client()
                                .v1()
                                .events()
                                .inNamespace("default")
                                .list()
                                .getItems())
                        .anySatisfy(event -> {
                            assertThat(event.getReason()).isEqualTo("ColocationOff");
                            assertThat(event.getType()).isEqualTo("Normal");
                            assertThat(event.getInvolvedObject().getName()).isEqualTo(NODE);
                            assertThat(event.getMessage()).startsWith("Everything that the node's agent had changed");
                        }));
        eventually().untilAsserted(() -> assertThat(get("/decisions?last=50")).contains("\"policy\":\"mode\""));
    }

    /** Without the Node's version: the agent may write to it meanwhile. */
    private static void label(@Nullable String value) {
        String json = value == null ? "null" : "\"" + value + "\"";
        api().client()
                .nodes()
                .withName(NODE)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"sublet.io/colocation\":" + json + "}}}");
    }

    private List<String> readOnly() throws IOException {
        Path root = Files.createDirectories(folder.resolve("cgroup"));
        return List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --rbind /sys/fs/cgroup \"$0\" && for d in \"$0\"/*/; do mount -o remount,bind,ro \"$d\" 2>/dev/null; done;"
                        + " exec \"$@\"",
                root.toString());
    }
}
