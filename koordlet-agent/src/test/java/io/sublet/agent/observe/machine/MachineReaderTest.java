package io.sublet.agent.observe.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.capture.CapturedNode;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.CpuBasicInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineReaderTest {
    private static final long SECOND = 1_000_000_000;
    private static final String CPU = "/sys/devices/system/cpu";
    private static final String NODE = "/sys/devices/system/node";

    @ParameterizedTest
    @CsvSource({
        "zen1-2xEPYC7451-96cpu-8numa-16L3-smt, 96, 48, 2, 8, 16",
        "derived-zen3-2xEPYC7763-128cpu-16L3-nosmt, 128, 128, 2, 2, 16",
        "intel-2socket-80cpu-SNC2-4numa, 80, 40, 2, 4, 2",
        "intel-2xSilver4108-32cpu-2numa-smt, 32, 16, 2, 2, 2",
        "intel-2xE5-2680v3-24cpu-some-offline-node1only, 17, 17, 2, 1, 2",
        "intel-i7-1370P-hybrid-20cpu, 20, 14, 1, 1, 1",
        "qemu-64cpu-2pkg-4die-16numa, 64, 32, 4, 16, 8"
    })
    void readsTheTopologyOfRealMachines(String capture, int cpus, int cores, int sockets, int nodes, int caches) {
        CpuTopology topology = topology(machine(CapturedNode.of(capture).kernel(0)));
        assertThat(topology.cpus()).hasSize(cpus);
        assertThat(topology.coreCount()).isEqualTo(cores);
        assertThat(topology.cpus().stream().map(LogicalCpu::socket).distinct()).hasSize(sockets);
        assertThat(topology.cpus().stream().map(LogicalCpu::numa).distinct()).hasSize(nodes);
        assertThat(topology.cpus().stream().map(LogicalCpu::l3).distinct()).hasSize(caches);
    }

    @Test
    void readsMasksOfCpusWhereThereAreNoLists() {
        assertThat(NumaReader.ofMask("00000000,0fc00000,00000fc0")).isEqualTo(CpuSet.parse("6-11,54-59"));
        assertThat(NumaReader.ofMask("f")).isEqualTo(CpuSet.parse("0-3"));
        for (String bad : new String[] {"", "x", "-1", ",", "fffffffff", "1,1"}) {
            assertThat(NumaReader.ofMask(bad)).isEmpty();
        }
    }

    @Test
    void tellsSiblingsApartFromNeighbours() {
        CpuTopology zen1 = topology(
                machine(CapturedNode.of("zen1-2xEPYC7451-96cpu-8numa-16L3-smt").kernel(0)));
        LogicalCpu first = zen1.cpus().get(0);
        assertThat(zen1.cpus().stream()
                        .filter(cpu -> cpu.core() == first.core())
                        .map(LogicalCpu::id))
                .containsExactly(0, 48);
        assertThat(zen1.cpus().stream().filter(cpu -> cpu.l3() == first.l3()).map(LogicalCpu::id))
                .hasSize(6);
    }

    @Test
    void readsMemoryAndModelOfRealMachines() {
        Machine silver =
                machine(CapturedNode.of("intel-2xSilver4108-32cpu-2numa-smt").kernel(0));
        assertThat(silver.numaNodes())
                .hasSize(2)
                .allSatisfy(node -> assertThat(node.memory().isMissing()).isFalse());
        CpuBasicInfo model = silver.model().toOptional().orElseThrow();
        assertThat(model.cpuModel()).isEqualTo("Intel(R) Xeon(R) Silver 4108 CPU @ 1.80GHz");
        assertThat(model.vendor()).isEqualTo("GenuineIntel");
        assertThat(model.hyperThreadEnabled()).isTrue();
        Machine offline = machine(CapturedNode.of("intel-2xE5-2680v3-24cpu-some-offline-node1only")
                .kernel(0));
        assertThat(offline.numaNodes())
                .singleElement()
                .satisfies(node -> assertThat(node.id()).isEqualTo(1));
        assertThat(topology(offline).cpuSet()).isEqualTo(CpuSet.parse("4-20").orElseThrow());
    }

    @Test
    void numbersCachesThatTheKernelDoesNotAndTakesMachinesWithoutNuma() {
        FakeKernel kernel = twoCpus()
                .put(CPU + "/cpu0/cache/index2/level", "3")
                .put(CPU + "/cpu0/cache/index2/shared_cpu_list", "0")
                .put(CPU + "/cpu1/cache/index2/level", "3")
                .put(CPU + "/cpu1/cache/index2/shared_cpu_list", "1")
                .put("/proc/meminfo", "MemTotal: 100 kB");
        Machine machine = machine(kernel);
        assertThat(topology(machine).cpus())
                .containsExactly(new LogicalCpu(0, 0, 0, 0, 0), new LogicalCpu(1, 1, 0, 0, 1));
        assertThat(machine.numaNodes())
                .containsExactly(new NumaNode(0, CpuSet.of(0, 1), Reading.of(new Bytes(102_400)), Map.of()));
    }

    @Test
    void readsHugePagesAndLeavesOutNodesWithoutCpus() {
        FakeKernel kernel = twoCpus()
                .put(NODE + "/node0/cpulist", "0-1")
                .put(NODE + "/node0/meminfo", "Node 0 MemTotal:       1048576 kB\nNode 0 MemFree: 1 kB")
                .put(NODE + "/node0/hugepages/hugepages-2048kB/nr_hugepages", "10")
                .put(NODE + "/node0/hugepages/hugepages-1048576kB/nr_hugepages", "0")
                .put(NODE + "/node1/cpulist", "")
                .put(NODE + "/node1/meminfo", "Node 1 MemTotal: 99 kB");
        assertThat(machine(kernel).numaNodes())
                .containsExactly(new NumaNode(
                        0, CpuSet.of(0, 1), Reading.of(new Bytes(1L << 30)), Map.of(2L << 20, new Bytes(20L << 20))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "0-", "0-99999", "3-1", "18446744073709551616"})
    void saysWhyThereIsNoTopology(String online) {
        Machine machine = machine(twoCpus().put(CPU + "/online", online));
        assertThat(machine.topology().isMissing()).isTrue();
        assertThat(machine.numaNodes()).isEmpty();
    }

    @Test
    void doesNotGuessACoreOrPackage() {
        FakeKernel kernel = twoCpus();
        kernel.refuse(CPU + "/cpu1/topology/thread_siblings_list", Errno.ENOENT);
        assertThat(machine(kernel).topology()).isEqualTo(Reading.missing(CPU + "/cpu1/topology: no core or package"));
        kernel.put(CPU + "/cpu1/topology/core_id", "7");
        assertThat(topology(machine(kernel)).coreCount()).isEqualTo(2);
        kernel.put(CPU + "/cpu1/topology/physical_package_id", "many");
        assertThat(machine(kernel).topology().isMissing()).isTrue();
    }

    @Test
    void readsAnewWhenCpusComeAndGo() {
        FakeKernel kernel = twoCpus();
        MachineReader reader = new MachineReader(kernel, "/proc", "/sys");
        Machine first = reader.read(0);
        assertThat(reader.read(SECOND)).isSameAs(first);
        kernel.put(CPU + "/online", "0");
        assertThat(topology(reader.read(2 * SECOND)).cpuSet()).isEqualTo(CpuSet.of(0));
        kernel.refuse(CPU + "/online", Errno.EIO);
        assertThat(reader.read(3 * SECOND).topology()).isEqualTo(Reading.missing(CPU + "/online: EIO"));
        kernel.accept(CPU + "/online").put(CPU + "/online", "0-1");
        assertThat(topology(reader.read(4 * SECOND))).isEqualTo(topology(first));
    }

    @Test
    void looksAtMemoryOnceAMinute() {
        FakeKernel kernel = twoCpus().put("/proc/meminfo", "MemTotal: 1 kB");
        MachineReader reader = new MachineReader(kernel, "/proc", "/sys");
        reader.read(0);
        kernel.put("/proc/meminfo", "MemTotal: 2 kB");
        assertThat(memories(reader.read(30 * SECOND))).containsExactly(Reading.of(new Bytes(1024)));
        assertThat(memories(reader.read(60 * SECOND))).containsExactly(Reading.of(new Bytes(2048)));
    }

    private static List<Reading<Bytes>> memories(Machine machine) {
        return machine.numaNodes().stream().map(NumaNode::memory).toList();
    }

    private static FakeKernel twoCpus() {
        FakeKernel kernel = new FakeKernel().put(CPU + "/online", "0-1");
        for (int cpu = 0; cpu < 2; cpu++) {
            kernel.put(CPU + "/cpu" + cpu + "/topology/thread_siblings_list", Integer.toString(cpu))
                    .put(CPU + "/cpu" + cpu + "/topology/physical_package_id", "-1");
        }
        return kernel;
    }

    private static Machine machine(FakeKernel kernel) {
        return new MachineReader(kernel, "/proc", "/sys").read(0);
    }

    private static CpuTopology topology(Machine machine) {
        return machine.topology().toOptional().orElseThrow();
    }
}
