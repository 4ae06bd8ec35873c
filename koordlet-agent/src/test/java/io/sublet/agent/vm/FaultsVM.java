package io.sublet.agent.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KubepodsLayout.Driver;
import io.sublet.model.pod.KubeQos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a kernel or a disk refuses, on control groups of version 2. */
@Tag("vm")
class FaultsVM extends GuestNode {
    private static final String QUOTA = "{\"resourceUsedThresholdWithBE\":{\"enable\":true,"
            + "\"cpuSuppressThresholdPercent\":65,\"cpuSuppressPolicy\":\"cfsQuota\"}}";

    @Test
    void holdsAndSaysWhyWhereControlGroupsAreReadOnly() throws IOException {
        prepare(Driver.SYSTEMD);
        batch("batch", "");
        Map<String, String> before = tree().snapshot();
        slo(QUOTA);
        start(List.of("unshare", "-m", "sh", "-c", "mount -o remount,bind,ro /sys/fs/cgroup && exec \"$0\" \"$@\""));
        eventually(
                "in the ledger",
                () -> assertThat(get("/decisions?policy=suppress")).contains("EROFS"));
        eventually("in the capabilities", () -> assertThat(get("/capabilities")).contains("EROFS"));
        assertThat(get("/healthz")).isEqualTo("ok\n");
        assertThat(tree().snapshot()).isEqualTo(before);
    }

    /** The kernel has no room for the journal: nothing may be changed, and later nothing may be lost. */
    @Test
    void changesNothingWhileTheDiskUnderTheJournalIsFull() throws IOException {
        prepare(Driver.CGROUPFS);
        batch("batch", "");
        Map<String, String> before = tree().snapshot();
        Path state = Files.createDirectory(folder.resolve("state"));
        Resctrl.run(List.of("mount", "-t", "tmpfs", "-o", "size=16k", "state", state.toString()));
        try {
            start();
            eventually(
                    "it watches",
                    () -> assertThat(metric("sublet_agent_held_values")).isZero());
            Path ballast = state.resolve("ballast");
            fill(ballast);
            slo(QUOTA);
            eventually(
                    "it says why",
                    () -> assertThat(get("/decisions?policy=suppress"))
                            .contains("the original value cannot be stored"));
            assertThat(tree().snapshot()).isEqualTo(before);
            Files.delete(ballast);
            eventually("there is room again", () -> {
                assertThat(tree().read(tree().tier(), "cpu.idle")).isEqualTo("1");
                assertThat(tree().read(tree().tier(), "cpu.max")).doesNotStartWith("max");
            });
            kill();
            assertThat(restore()).isZero();
            assertThat(tree().snapshot()).isEqualTo(before);
        } finally {
            kill();
            Resctrl.run(List.of("umount", state.toString()));
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[512]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    /** A threaded group cannot be listed by processes, and takes no limits of memory. */
    @Test
    void worksBesideThreadedGroups() throws IOException {
        prepare(Driver.SYSTEMD);
        CgroupPath container = tree().container(batch("batch", ""), "batch");
        Process process = tree().run(container, "sleep", "6000");
        Path inner = Files.createDirectory(KubeTree.file(container, "threads"));
        try {
            Files.writeString(inner.resolve("cgroup.type"), "threaded\n");
            Files.writeString(inner.resolve("cgroup.threads"), process.pid() + "\n");
            Map<String, String> before = tree().snapshot();
            slo("{\"resourceUsedThresholdWithBE\":{\"enable\":true,\"cpuSuppressThresholdPercent\":50,"
                    + "\"cpuSuppressPolicy\":\"cpuset\"}}");
            start();
            eventually(
                    "its CPUs",
                    () -> assertThat(tree().read(container, "cpuset.cpus.effective"))
                            .isEqualTo(tree().read(tree().tier(), "cpuset.cpus"))
                            .isNotEmpty());
            kill();
            assertThat(restore()).isZero();
            assertThat(tree().snapshot()).isEqualTo(before);
        } finally {
            process.destroyForcibly().onExit().join();
            Files.delete(inner);
        }
    }

    /** Pods come and go between two looks. */
    @Test
    void survivesPodsThatVanish() throws IOException {
        prepare(Driver.CGROUPFS);
        Map<String, String> before = tree().snapshot();
        slo("{\"resourceUsedThresholdWithBE\":{\"enable\":true,\"cpuSuppressThresholdPercent\":65,"
                + "\"cpuSuppressPolicy\":\"cfsQuota\"},\"resourceQOSStrategy\":{\"beClass\":{\"memoryQOS\":{\"enable\":true,"
                + "\"lowLimitPercent\":50,\"oomKillGroup\":1}}}}");
        start();
        eventually(
                "it acts",
                () -> assertThat(tree().read(tree().tier(), "cpu.max")).doesNotStartWith("max"));
        for (int round = 0; round < 8; round++) {
            String name = "short" + round;
            CgroupPath pod = pod(
                    KubeQos.BEST_EFFORT,
                    name,
                    "\"labels\":{\"koordinator.sh/qosClass\":\"BE\"},",
                    "\"requests\":{\"kubernetes.io/batch-cpu\":\"500\",\"kubernetes.io/batch-memory\":\"32Mi\"},"
                            + "\"limits\":{\"kubernetes.io/batch-cpu\":\"500\",\"kubernetes.io/batch-memory\":\"64Mi\"}");
            eventually(
                    "its limit",
                    () -> assertThat(tree().read(pod, "memory.max")).isEqualTo("67108864"));
            tree().remove(pod);
            api().delete("pods", name);
        }
        assertThat(get("/metrics").lines().filter(line -> line.startsWith("sublet_agent_internal_errors_total")))
                .allMatch(line -> line.endsWith(" 0"));
        kill();
        assertThat(restore()).isZero();
        assertThat(tree().snapshot()).isEqualTo(before);
    }
}
