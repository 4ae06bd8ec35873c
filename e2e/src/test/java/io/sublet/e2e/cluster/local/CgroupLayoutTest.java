package io.sublet.e2e.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.local.CgroupLayout.Hierarchy;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CgroupLayoutTest {
    private static final List<String> HYBRID = List.of(
            "23 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
            "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
            "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct",
            "34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset,clone_children",
            "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
            "40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,release_agent=/lib/agent,name=systemd",
            "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
            "50 23 0:32 /sublet-1/node-1 /elsewhere rw,relatime - cgroup cgroup rw,memory",
            "51 23 0:32 / /again rw,relatime - cgroup cgroup rw,memory");
    private static final List<String> UNIFIED =
            List.of("31 23 0:28 / /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate");

    @Test
    void findsEachHierarchyOfCgroupV1OnceAndTheUnifiedOneBesideThem() {
        assertThat(CgroupLayout.parse(HYBRID).hierarchies())
                .containsExactly(
                        new Hierarchy(Path.of("/sys/fs/cgroup/cpu,cpuacct"), Set.of("cpu", "cpuacct")),
                        new Hierarchy(Path.of("/sys/fs/cgroup/cpuset"), Set.of("cpuset")),
                        new Hierarchy(Path.of("/sys/fs/cgroup/memory"), Set.of("memory")),
                        new Hierarchy(Path.of("/sys/fs/cgroup/systemd"), Set.of("name=systemd")),
                        new Hierarchy(Path.of("/sys/fs/cgroup/unified"), Set.of()));
        assertThat(CgroupLayout.parse(HYBRID).isUnifiedAlone()).isFalse();
    }

    @Test
    void everyControllerIsInTheUnifiedHierarchyWhereItIsAlone() {
        CgroupLayout layout = CgroupLayout.parse(UNIFIED);

        assertThat(layout.isUnifiedAlone()).isTrue();
        assertThat(layout.with("memory").mount()).isEqualTo(Path.of("/sys/fs/cgroup"));
        assertThat(layout.with("").mount()).isEqualTo(Path.of("/sys/fs/cgroup"));
    }

    @Test
    void aControllerIsLookedUpInItsOwnHierarchy() {
        CgroupLayout layout = CgroupLayout.parse(HYBRID);

        assertThat(layout.with("cpuacct").mount()).isEqualTo(Path.of("/sys/fs/cgroup/cpu,cpuacct"));
        assertThat(layout.with("").mount()).isEqualTo(Path.of("/sys/fs/cgroup/unified"));
        assertThatThrownBy(() -> layout.with("pids"))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("'pids'");
    }

    @Test
    void saysWhichHierarchyIsMissing() {
        CgroupLayout.parse(HYBRID).requireNodeControllers(Set.of("hugetlb"));
        List<String> withoutMemory =
                HYBRID.stream().filter(line -> !line.contains("memory")).toList();

        assertThatThrownBy(() -> CgroupLayout.parse(withoutMemory).requireNodeControllers(Set.of()))
                .isInstanceOf(ClusterException.class)
                .hasMessage("no cgroup hierarchy for memory: a node needs cpu, cpuacct, cpuset, memory"
                        + " (see /proc/cgroups and /proc/self/mountinfo)");
        assertThatThrownBy(() -> CgroupLayout.parse(UNIFIED).requireNodeControllers(Set.of("cpu", "memory", "pids")))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("no cgroup hierarchy for cpuset:");
        assertThatThrownBy(() -> CgroupLayout.parse(List.of()).requireNodeControllers(Set.of()))
                .isInstanceOf(ClusterException.class);
    }
}
