package io.sublet.agent.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KubepodsLayout.Driver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Memory and disks by the files that only version 2 has. */
@Tag("vm")
class ResourcesVM extends GuestNode {
    private static final String DISK = "nvme0n3";
    private static final int MIB = 1 << 20;

    @Test
    void keepsAndSlowsDownMemoryAndGivesItBackAfterAKill() throws IOException {
        prepare(Driver.SYSTEMD);
        CgroupPath online = online("online", "\"requests\":{\"memory\":\"100Mi\"},\"limits\":{\"memory\":\"200Mi\"}");
        CgroupPath batch = batch(
                "batch",
                "\"requests\":{\"kubernetes.io/batch-memory\":\"64Mi\"},\"limits\":{\"kubernetes.io/batch-memory\":\"64Mi\"}");
        tree().write(online, "memory.max", Integer.toString(200 * MIB));
        Map<String, String> before = tree().snapshot();
        slo(
                "{\"resourceQOSStrategy\":{\"lsClass\":{\"memoryQOS\":{\"enable\":true,\"minLimitPercent\":50,\"lowLimitPercent\":80,"
                        + "\"throttlingPercent\":0}},\"beClass\":{\"memoryQOS\":{\"enable\":true,\"throttlingPercent\":80,\"oomKillGroup\":1}}}}");
        start();
        eventually("kept from the container up", () -> {
            for (CgroupPath group = tree().container(online, "online"); group.depth() > 0; group = group.parent()) {
                assertThat(tree().read(group, "memory.min")).isEqualTo(Integer.toString(50 * MIB));
                assertThat(tree().read(group, "memory.low")).isEqualTo(Integer.toString(80 * MIB));
            }
            assertThat(tree().read(tree().container(batch, "batch"), "memory.high"))
                    .isNotEqualTo("max");
            assertThat(tree().read(batch, "memory.oom.group")).isEqualTo("1");
            assertThat(tree().read(batch, "memory.max")).isEqualTo(Integer.toString(64 * MIB));
        });
        kill();
        assertThat(restore()).isZero();
        assertThat(tree().snapshot()).isEqualTo(before);
    }

    @Test
    void takesPageCacheFromBatchWhileAnOnlinePodIsShort() throws IOException {
        prepare(Driver.CGROUPFS);
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Resctrl.run(List.of("mount", "-t", "ext4", "/dev/" + DISK, disk.toString()));
        try {
            CgroupPath container = tree().container(batch("batch", ""), "batch");
            // Used once: inactive pages of a file.
            tree().run(
                            container,
                            "dd",
                            "if=/dev/zero",
                            "of=" + disk.resolve("batch"),
                            "bs=1M",
                            "count=96",
                            "conv=fsync")
                    .onExit()
                    .join();
            assertThat(Long.parseLong(tree().read(container, "memory.current"))).isGreaterThan(64L * MIB);
            CgroupPath online = tree().container(online("online", ""), "online");
            tree().run(online, "dd", "if=/dev/zero", "of=" + disk.resolve("online"), "bs=1M", "count=32", "conv=fsync")
                    .onExit()
                    .join();
            // Works on more than it may have: it waits for its own reclaim and reads again what it has lost.
            tree().write(online, "memory.high", "4M");
            tree().run(online, "sh", "-c", "while :; do cat " + disk.resolve("online") + " >/dev/null; done");
            slo("{\"resourceQOSStrategy\":{\"beClass\":{\"memoryQOS\":{\"enable\":true}}}}");
            start();
            eventually(
                    "the cache is gone",
                    () -> assertThat(Long.parseLong(tree().read(container, "memory.current")))
                            .isLessThan(32L * MIB));
            assertThat(get("/decisions?policy=reclaim")).contains("Short");
        } finally {
            kill();
            tree().endAll();
            Resctrl.run(List.of("umount", disk.toString()));
        }
    }

    @Test
    void limitsAndWeighsDisksAndGivesThemBack() throws IOException {
        prepare(Driver.SYSTEMD);
        String device = Files.readString(Path.of("/sys/block/" + DISK + "/dev")).strip();
        CgroupPath container = tree().container(batch("batch", ""), "batch");
        // Somebody else's limit of another device stays.
        String other = Files.readString(Path.of("/sys/block/nvme0n1/dev")).strip();
        tree().write(tree().tier(), "io.max", other + " rbps=1048576000");
        Map<String, String> before = tree().snapshot();
        Map<String, String> rootBefore = rootDisk();
        slo(
                "{\"resourceQOSStrategy\":{\"cgroupRoot\":{\"blkioQOS\":{\"enable\":true,\"blocks\":[{\"name\":\"/dev/"
                        + DISK
                        + "\",\"type\":\"device\",\"ioCfg\":{\"readLatency\":5000,\"enableUserModel\":true,\"modelReadBPS\":100000000,"
                        + "\"modelReadSeqIOPS\":1000,\"modelReadRandIOPS\":1000,\"modelWriteBPS\":100000000,\"modelWriteSeqIOPS\":1000,"
                        + "\"modelWriteRandIOPS\":1000}}]}},\"beClass\":{\"blkioQOS\":{\"enable\":true,\"blocks\":[{\"name\":\"/dev/"
                        + DISK
                        + "\",\"type\":\"device\",\"ioCfg\":{\"readBPS\":2097152,\"writeIOPS\":20,\"ioWeightPercent\":10}}]}}}}");
        start();
        eventually("limit, weight and model", () -> {
            assertThat(tree().read(tree().tier(), "io.max").lines())
                    .contains(device + " rbps=2097152 wbps=max riops=max wiops=20")
                    .contains(other + " rbps=1048576000 wbps=max riops=max wiops=max");
            assertThat(tree().read(tree().tier(), "io.weight").lines()).contains(device + " 10");
            assertThat(Files.readString(KubeTree.ROOT.resolve("io.cost.qos"))).contains(device + " enable=1 ctrl=user");
            assertThat(Files.readString(KubeTree.ROOT.resolve("io.cost.model"))).contains("rbps=100000000");
        });
        long begin = System.nanoTime();
        tree().run(container, "dd", "if=/dev/" + DISK, "of=/dev/null", "bs=256k", "skip=256", "count=32")
                .onExit()
                .join();
        assertThat((System.nanoTime() - begin) / 1e9).as("8 MiB at 2 MiB/s").isGreaterThan(2);
        slo("{}");
        eventuallyAsBefore(before);
        eventually("the root group too", () -> assertThat(rootDisk()).isEqualTo(rootBefore));
    }

    /** What counts as busy, and what disks can do, without the disks for which nothing is set. */
    private static Map<String, String> rootDisk() throws IOException {
        return Map.of(
                "qos",
                Files.readString(KubeTree.ROOT.resolve("io.cost.qos"))
                        .lines()
                        .filter(line -> !line.contains("enable=0 ctrl=auto"))
                        .toList()
                        .toString(),
                "model",
                Files.readString(KubeTree.ROOT.resolve("io.cost.model"))
                        .lines()
                        .filter(line -> !line.contains("ctrl=auto"))
                        .toList()
                        .toString());
    }

    @Test
    void reportsWhatPodsUseAndWait() throws IOException {
        prepare(Driver.SYSTEMD);
        CgroupPath online = online("online", "\"requests\":{\"cpu\":\"1\"}");
        CgroupPath container = tree().container(online, "online");
        tree().write(online, "cpu.max", "20000 100000");
        tree().run(container, "busybox", "taskset", "-c", "4-15", "sh", "-c", "while :; do :; done");
        slo("{}");
        start();
        eventually("CPU, throttling and pressure", () -> {
            String metrics = get("/metrics");
            assertThat(series(metrics, "sublet_agent_pod_cpu_cores", "pod=\"online\""))
                    .isBetween(0.1, 0.3);
            assertThat(series(metrics, "sublet_agent_pod_throttled_ratio", "pod=\"online\""))
                    .isGreaterThan(0.5);
            assertThat(series(metrics, "sublet_agent_pod_psi_ratio", "resource=\"cpu\""))
                    .isGreaterThan(0.05);
            assertThat(series(metrics, "sublet_agent_pod_memory_bytes", "pod=\"online\""))
                    .isPositive();
        });
        eventually(
                "the report",
                () -> assertThat(api().reported(NODE).toString())
                        .contains("name=online")
                        .contains("nodeUsage"));
        eventually("two NUMA nodes, 16 CPUs, 4 caches", () -> {
            String topology = api().topology(NODE).toString();
            assertThat(topology).contains("node-0").contains("node-1").doesNotContain("node-2");
            assertThat(topology).contains("\"id\":15").contains("\"node\":1").contains("\"socket\":1");
        });
    }

    private static double series(String metrics, String name, String label) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(label) && line.contains("online"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
