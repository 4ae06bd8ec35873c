package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Containers of a real containerd with NRI, which have their values before their first instruction. */
@EnabledIf(value = "isCgroupV1", disabledReason = "needs root and a cgroup v1 hierarchy")
class BeforeStartIT extends AgentFixture {
    private static final String LIMITED = "cpu.shares 512\n.*cpu.cfs_quota_us 50000\n";
    private static final String AS_ASKED = "cpu.shares 2\n.*cpu.cfs_quota_us -1\n";

    private @Nullable RealRuntime runtime;
    private String group = "";
    private String pod = "";

    @BeforeEach
    void runPod() throws IOException, InterruptedException {
        slo("{\"enable\":false}");
        String amounts = "{\"kubernetes.io/batch-cpu\":\"500\",\"kubernetes.io/batch-memory\":\"268435456\"}";
        api().apply(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"batch\",\"namespace\":\"default\","
                                + "\"labels\":{\"koordinator.sh/qosClass\":\"BE\"}},\"spec\":{\"nodeName\":\"" + NODE
                                + "\",\"containers\":[{\"name\":\"main\",\"image\":\"i\",\"resources\":{\"requests\":"
                                + amounts
                                + ",\"limits\":" + amounts + "}}]}}");
        String uid = api().client()
                .pods()
                .inNamespace("default")
                .withName("batch")
                .get()
                .getMetadata()
                .getUid();
        group = TIER + "/pod" + uid;
        cgroups().add(group);
        runtime = new RealRuntime(folder, cgroups().base());
        startAndConnect();
        pod = runtime().runPod("batch", uid, group);
    }

    @AfterEach
    void removePod() throws IOException {
        api().client()
                .pods()
                .inNamespace("default")
                .withName("batch")
                .withGracePeriod(0)
                .delete();
        RealRuntime running = runtime;
        if (running != null) {
            running.close();
        }
    }

    private RealRuntime runtime() {
        return Objects.requireNonNull(runtime);
    }

    @Override
    List<String> agentCommand() {
        List<String> command = super.agentCommand();
        command.add("--nri-socket=" + runtime().nriSocket());
        return command;
    }

    /** Until the runtime asks, and the pod is known. */
    private void startAndConnect() throws IOException {
        long before = runtime().connections();
        start();
        eventually().until(() -> runtime().connections() > before);
        eventually()
                .untilAsserted(() -> assertThat(get("/capabilities"))
                        .contains("by the NRI of containerd")
                        .containsPattern("beforeStart\"\\s*,\\s*\"state\"\\s*:\\s*\"enforced"));
        // The pod's group may have its limit from an agent before this one.
        eventually()
                .untilAsserted(
                        () -> assertThat(get("/decisions?policy=limits&last=1")).contains("Settled"));
        assertThat(shows("", "cpu.cfs_quota_us")).isEqualTo("50000");
    }

    private void kill() throws InterruptedException {
        Objects.requireNonNull(agent).destroyForcibly().waitFor();
    }

    private void giveBack() throws IOException, InterruptedException {
        int code = restore();
        assertThat(code).as(Files.readString(folder.resolve("restore.log"))).isZero();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(
                                "kill",
                                "-" + signal,
                                Long.toString(Objects.requireNonNull(agent).pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private String shows(String container, String file) {
        String below = container.isEmpty() ? group : group + "/" + container;
        return cgroups().read(file.substring(0, file.indexOf('.')), below, file);
    }

    private void assertSaw(int attempt, String values) throws IOException {
        assertThat(runtime().saw("main", attempt).replaceAll("(?m)^\\S+ stdout F ", ""))
                .as(Files.readString(folder.resolve("agent.log")))
                .containsPattern("(?s)" + values);
    }

    @Test
    void aBatchContainerIsLimitedAtItsFirstInstructionAndGetsWhatItWasAskedForAtTheEnd() throws Exception {
        String first = runtime().create(pod, "main", 0);
        assertThat(shows("", "memory.limit_in_bytes")).isEqualTo("268435456");
        runtime().start(first);
        assertSaw(0, LIMITED);
        assertThat(get("/decisions?policy=limits&last=50")).contains("handed");
        assertThat(text("/metrics"))
                .contains("sublet_agent_runtime_calls_total{call=\"CreateContainer\",result=\"adjusted\"} 1")
                .contains("sublet_agent_runtime_connected 1");

        // The kubelet asks for something else, and the container keeps what policies say.
        runtime().update(first, "{\"cpuShares\": \"7\", \"cpuPeriod\": \"100000\"}");
        assertThat(shows(first, "cpu.shares")).isEqualTo("512");
        assertThat(text("/metrics")).doesNotContain("sublet_agent_conflicts_total{");

        kill();
        giveBack();
        assertThat(shows(first, "cpu.shares")).isEqualTo("7");
        assertThat(shows(first, "cpu.cfs_quota_us")).isEqualTo("-1");
        assertThat(shows("", "memory.limit_in_bytes")).startsWith("9223372036854");
    }

    @Test
    void aContainerMadeBeforeAKillAndStartedAfterItIsLimitedAndGivenBack() throws Exception {
        String first = runtime().create(pod, "main", 0);
        kill();
        runtime().start(first);
        assertSaw(0, LIMITED);
        startAndConnect();
        runtime().start(runtime().create(pod, "main", 1));
        assertSaw(1, LIMITED);
        kill();
        giveBack();
        assertThat(shows(first, "cpu.shares")).isEqualTo("2");
        assertThat(shows(first, "cpu.cfs_quota_us")).isEqualTo("-1");
    }

    @Test
    void aContainerStartsWhileTheAgentHangsAndTheNextIsLimitedWhenItGoesOn() throws Exception {
        long before = runtime().connections();
        signal("STOP");
        String first = runtime().create(pod, "main", 0);
        runtime().start(first);
        assertSaw(0, AS_ASKED);
        signal("CONT");
        eventually().until(() -> runtime().connections() > before);
        runtime().start(runtime().create(pod, "main", 1));
        assertSaw(1, LIMITED);
    }
}
