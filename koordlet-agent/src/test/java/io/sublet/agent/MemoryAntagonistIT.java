package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.protocol.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Real processes that hold memory in real control groups, of a node that the agent sees as one of 1 GiB: in a mount namespace of its process the
 * test says how much of that is left.
 */
@EnabledIf(value = "isCgroupV1", disabledReason = "needs root and a cgroup v1 hierarchy")
class MemoryAntagonistIT extends AgentFixture {
    private static final int NODE_MIB = 1024;

    @Test
    void theBatchPodThatTookTheMemoryLeavesAndTheOthersStay() throws Exception {
        slo("{\"enable\":true,\"memoryEvictThresholdPercent\":70,\"memoryEvictLowerPercent\":60}");
        pod("modest", "BE", TIER, 20);
        pod("hungry", "BE", TIER, 200);
        pod("shop", "LS", "/kubepods/burstable", 300);
        Path meminfo = folder.toRealPath().resolve("meminfo");
        // 75 % are used, and 60 % are to be reached: 153 MiB have to go.
        available(meminfo, 256);
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$0\" /proc/meminfo && exec \"$@\"",
                meminfo.toString()));
        command.addAll(agentCommand());
        agent = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile())
                .start();

        Awaitility.await().atMost(Duration.ofMinutes(3)).ignoreExceptions().until(() -> api().isLeaving("hungry"));
        assertThat(text("/decisions?policy=evict-memory"))
                .contains("MemoryAboveThreshold", "EvictPod", "default/hungry", "its class is LS");
        available(meminfo, 456);
        eventually()
                .untilAsserted(
                        () -> assertThat(text("/decisions?policy=evict-memory")).contains("BelowThreshold"));
        assertThat(api().isLeaving("modest")).isFalse();
        assertThat(api().isLeaving("shop")).isFalse();
    }

    private static void available(Path meminfo, int mib) throws IOException {
        Files.writeString(
                meminfo,
                "MemTotal: " + NODE_MIB * 1024 + " kB\nMemFree: " + mib * 1024 + " kB\nMemAvailable: " + mib * 1024
                        + " kB\nBuffers: 0 kB\nCached: 0 kB\nActive(file): 0 kB\nInactive(file): 0 kB\n");
    }

    /** A running pod with a process that holds so much. */
    private void pod(String name, String qos, String tier, int mib) throws IOException {
        String uid = api().runningPod(name, Labels.POD_QOS, qos).getMetadata().getUid();
        cgroups().add(tier + "/pod" + uid);
        cgroups().hold(tier + "/pod" + uid, mib);
    }
}
