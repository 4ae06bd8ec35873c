package io.sublet.agent.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KubepodsLayout.Driver;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.unit.CpuSet;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holding best effort down on control groups of version 2, and giving all back. */
@Tag("vm")
class SuppressVM extends GuestNode {
    private static final String QUOTA = "{\"resourceUsedThresholdWithBE\":{\"enable\":true,"
            + "\"cpuSuppressThresholdPercent\":65,\"cpuSuppressPolicy\":\"cfsQuota\"}}";
    private static final String CPUSET = "{\"resourceUsedThresholdWithBE\":{\"enable\":true,"
            + "\"cpuSuppressThresholdPercent\":50,\"cpuSuppressPolicy\":\"cpuset\"}}";

    @ParameterizedTest
    @EnumSource(Driver.class)
    void limitsTheTierAndGivesAllBackAfterAKill(Driver driver) throws IOException {
        prepare(driver);
        batch("batch", "");
        Map<String, String> before = tree().snapshot();
        slo(QUOTA);
        start();
        eventually("the tier is idle and limited", () -> {
            assertThat(tree().read(tree().tier(), "cpu.idle")).isEqualTo("1");
            assertThat(Long.parseLong(tree().read(tree().tier(), "cpu.max").split(" ", 2)[0]))
                    .isBetween(200_000L, 1_040_000L);
        });
        kill();
        assertThat(tree().snapshot()).isNotEqualTo(before);
        assertThat(restore()).isZero();
        assertThat(tree().snapshot()).isEqualTo(before);
    }

    @Test
    void takesCpusByCachesAndGivesThemBackByTheSwitch() throws IOException {
        prepare(Driver.SYSTEMD);
        CgroupPath pod = batch("batch", "");
        CgroupPath container = tree().container(pod, "batch");
        tree().run(container, "sleep", "6000");
        Map<String, String> before = tree().snapshot();
        slo(CPUSET);
        start();
        eventually("half of the CPUs at most", () -> {
            CpuSet cpus =
                    CpuSet.parse(tree().read(tree().tier(), "cpuset.cpus")).orElseThrow();
            assertThat(cpus.size()).isBetween(2, 8);
            assertThat(tree().read(container, "cpuset.cpus.effective")).isEqualTo(cpus.toString());
        });
        CpuSet taken = CpuSet.parse(tree().read(tree().tier(), "cpuset.cpus")).orElseThrow();
        // Both threads of a core have neighbouring numbers here; an odd number of CPUs has half a core.
        assertThat(taken.stream().filter(cpu -> !taken.contains(cpu ^ 1)).count())
                .as("whole cores: %s", taken)
                .isEqualTo(taken.size() % 2);
        // A pod that comes meanwhile is held too.
        CgroupPath born = tree().container(batch("born", ""), "born");
        assertThat(tree().read(born, "cpuset.cpus.effective")).isEqualTo(taken.toString());
        tree().remove(born.parent());
        api().delete("pods", "born");
        api().put(
                        "{\"kind\":\"Node\",\"metadata\":{\"name\":\"" + NODE
                                + "\",\"labels\":{\"sublet.io/colocation\":\"disabled\"}},\"status\":{"
                                + "\"capacity\":{\"cpu\":\"16\",\"memory\":\"2900Mi\"},\"allocatable\":{\"cpu\":\"16\",\"memory\":\"2900Mi\"}}}");
        eventuallyAsBefore(before);
        eventually(
                "it is confirmed",
                () -> assertThat(api().events()).anyMatch(event -> event.startsWith("ColocationOff")));
    }

    @Test
    void givesAllBackAtAnOrderlyEnd() throws IOException, InterruptedException {
        prepare(Driver.CGROUPFS);
        batch(
                "batch",
                "\"requests\":{\"kubernetes.io/batch-cpu\":\"500\","
                        + "\"kubernetes.io/batch-memory\":\"64Mi\"},\"limits\":{\"kubernetes.io/batch-cpu\":\"500\","
                        + "\"kubernetes.io/batch-memory\":\"64Mi\"}");
        CgroupPath online = online(
                "online",
                "\"requests\":{\"cpu\":\"1\",\"memory\":\"64Mi\"},\"limits\":{\"cpu\":\"1\",\"memory\":\"128Mi\"}");
        tree().write(online, "cpu.max", "100000 100000");
        tree().write(tree().container(online, "online"), "cpu.max", "100000 100000");
        CgroupPath bound = pod(
                KubeQos.GUARANTEED,
                "bound",
                "\"labels\":{\"koordinator.sh/qosClass\":\"LSR\"},"
                        + "\"annotations\":{\"scheduling.koordinator.sh/resource-status\":\"{\\\"cpuset\\\":\\\"12-13\\\"}\"},",
                "\"requests\":{\"cpu\":\"2\"},\"limits\":{\"cpu\":\"2\"}");
        tree().write(bound, "cpu.max", "200000 100000");
        tree().write(tree().container(bound, "bound"), "cpu.max", "200000 100000");
        CgroupPath batchPod = tree().tier().child("podbatch");
        tree().run(tree().container(batchPod, "batch"), "sleep", "6000");
        tree().run(tree().container(online, "online"), "sleep", "6000");
        tree().run(tree().container(bound, "bound"), "sleep", "6000");
        Map<String, String> before = tree().snapshot();
        slo("{\"resourceUsedThresholdWithBE\":{\"enable\":true,\"cpuSuppressThresholdPercent\":65,"
                + "\"cpuSuppressPolicy\":\"cfsQuota\"},\"cpuBurstStrategy\":{\"policy\":\"auto\"}}");
        Process agent = start();
        eventually("limits, places and bursts", () -> {
            assertThat(tree().read(batchPod, "cpu.max")).isEqualTo("50000 100000");
            assertThat(tree().read(batchPod, "cpu.weight")).isEqualTo("20");
            assertThat(tree().read(batchPod, "memory.max")).isEqualTo(Long.toString(64 << 20));
            assertThat(tree().read(tree().container(bound, "bound"), "cpuset.cpus"))
                    .isEqualTo("12-13");
            assertThat(tree().read(bound, "cpu.max")).isEqualTo("max 100000");
            assertThat(tree().read(online, "cpuset.cpus")).isEqualTo("0-11,14-15");
            assertThat(tree().read(tree().container(online, "online"), "cpu.max.burst"))
                    .isEqualTo("100000");
        });
        agent.destroy();
        assertThat(agent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(agent.exitValue()).isZero();
        assertThat(tree().snapshot()).isEqualTo(before);
    }
}
