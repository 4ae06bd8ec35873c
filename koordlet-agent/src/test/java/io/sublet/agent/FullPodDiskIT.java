package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.protocol.Labels;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A kubelet's directory on a filesystem of its own that pods have filled, in a mount namespace of the agent's process: the pod that has
 * filled it goes, by a real API server, and the node is closed.
 */
@EnabledIf(value = "isCgroupV1", disabledReason = "needs root and a cgroup v1 hierarchy")
class FullPodDiskIT extends AgentFixture {
    @Test
    void thePodThatHasFilledTheDiskLeavesAndTheNodeIsClosedToBatch() throws Exception {
        api().apply("{\"apiVersion\":\"slo.koordinator.sh/v1alpha1\",\"kind\":\"NodeSLO\",\"metadata\":{\"name\":\""
                + NODE
                + "\"},\"spec\":{\"resourceUsedThresholdWithBE\":{\"enable\":true},\"extensions\":{\"Object\":{},"
                + "\"sublet\":{\"pressure\":{\"diskEnable\":true,\"closeSeconds\":600}}}}}");
        String large = pod("large", "BE");
        String small = pod("small", "BE");
        String online = pod("online", "LS");
        // 16 MiB, of which 15 are taken: 94 %, from which 75 % are to be reached.
        String fill = "mount -t tmpfs -o size=16m,nr_inodes=1000 tmpfs \"$0\" && " + takes(large, 4) + takes(small, 1)
                + takes(online, 10) + "exec \"$@\"";
        List<String> command =
                new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", fill, folder.toRealPath() + "/disk"));
        command.addAll(agentCommand());
        command.add("--kubelet-root=" + folder.toRealPath() + "/disk");
        command.add("--pod-logs=" + folder.toRealPath() + "/no-logs");
        command.add("--runtime-root=" + folder.toRealPath() + "/no-runtime");
        Files.createDirectories(folder.resolve("disk"));
        agent = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile())
                .start();

        Awaitility.await().atMost(Duration.ofMinutes(3)).ignoreExceptions().until(() -> api().isLeaving("large"));
        assertThat(api().isLeaving("small")).isFalse();
        assertThat(api().isLeaving("online")).isFalse();
        assertThat(text("/decisions?policy=evict-disk"))
                .contains("DiskAboveThreshold", "default/large", "its class is LS", "EvictPod");
        assertThat(text("/metrics")).contains("sublet_agent_filesystem_used_ratio{directory=");
        assertThat(text("/capabilities")).contains("diskEviction");
        eventually()
                .untilAsserted(() -> assertThat(topology().getMetadata().getAnnotations())
                        .containsEntry("sublet.io/closed-to-batch", "evict-disk"));
    }

    private static String takes(String uid, int mib) {
        String volume = "\"$0/pods/" + uid + "/volumes/kubernetes.io~empty-dir/data\"";
        return "mkdir -p " + volume + " && dd if=/dev/zero of=" + volume + "/file bs=1M count=" + mib
                + " 2>/dev/null && ";
    }

    /** The uid of a running pod of a class. */
    private static String pod(String name, String qos) {
        return api().runningPod(name, Labels.POD_QOS, qos).getMetadata().getUid();
    }
}
