package io.sublet.e2e.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.e2e.cluster.local.MachinePlan.Step;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeMachineTest {
    private static final StateDirectory STATE = StateDirectory.at(Path.of("/work-state"));

    private static List<Step> steps(String... mountinfo) {
        CgroupTree cgroups = new CgroupTree(CgroupLayout.parse(List.of(mountinfo)), "0a0b0c0d");
        NodeAddress second = new NodeAddress(2);
        return new NodeMachine(STATE, new KubePrograms(Path.of("/kube")), cgroups, second, NodeAddress.first(2))
                .plan()
                .steps();
    }

    @Test
    void putsTheNodesPartOfEachHierarchyWhereTheMachineHasTheWhole() {
        List<Step> steps = steps(
                "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
                "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw");

        assertThat(steps)
                .containsSubsequence(
                        Step.bind("/sys/fs/cgroup/cpu,cpuacct/sublet-0a0b0c0d/node-2", "/work-state/node-2/staging/0"),
                        Step.bind("/sys/fs/cgroup/unified/sublet-0a0b0c0d/node-2", "/work-state/node-2/staging/1"),
                        Step.unmount("/sys"),
                        Step.mount("sysfs", "/sys", ""),
                        Step.mount("tmpfs", "/sys/fs/cgroup", "mode=755"),
                        Step.makeDirectory("/sys/fs/cgroup/cpu,cpuacct"),
                        Step.symlink("cpu,cpuacct", "/sys/fs/cgroup/cpu"),
                        Step.symlink("cpu,cpuacct", "/sys/fs/cgroup/cpuacct"),
                        Step.move("/work-state/node-2/staging/0", "/sys/fs/cgroup/cpu,cpuacct"),
                        Step.makeDirectory("/sys/fs/cgroup/unified"),
                        Step.move("/work-state/node-2/staging/1", "/sys/fs/cgroup/unified"));
    }

    @Test
    void theUnifiedHierarchyAloneIsTheWholeCgroupDirectory() {
        List<Step> steps = steps("31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw");

        assertThat(steps)
                .containsSubsequence(
                        Step.mount("sysfs", "/sys", ""), Step.move("/work-state/node-2/staging/0", "/sys/fs/cgroup"))
                .doesNotContain(Step.mount("tmpfs", "/sys/fs/cgroup", "mode=755"));
    }

    @Test
    void configuresItsNetworkOnlyAfterItsCableIsThere() {
        assertThat(steps("31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw"))
                .containsSubsequence(
                        Step.await("/sys/class/net/eth0"),
                        Step.run("ip", "address", "add", "10.250.0.12/24", "dev", "eth0"),
                        Step.run("ip", "link", "set", "eth0", "up"),
                        Step.run("ip", "route", "add", "10.244.1.0/24", "via", "10.250.0.11"),
                        Step.share("/"));
    }
}
