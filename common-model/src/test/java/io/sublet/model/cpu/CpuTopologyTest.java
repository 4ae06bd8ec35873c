package io.sublet.model.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.model.unit.CpuSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuTopologyTest {
    @ParameterizedTest
    @CsvSource({
        "zen1-2xepyc7451, '96 CPUs, 48 cores, 16 L3 domains, 8 NUMA nodes, 2 sockets'",
        "zen3-2xepyc7763, '128 CPUs, 128 cores, 16 L3 domains, 2 NUMA nodes, 2 sockets'",
        "intel-2socket-snc2, '80 CPUs, 40 cores, 2 L3 domains, 4 NUMA nodes, 2 sockets'",
        "intel-2xsilver4108, '32 CPUs, 16 cores, 2 L3 domains, 2 NUMA nodes, 2 sockets'",
        "intel-2xe5-partly-offline, '17 CPUs, 17 cores, 2 L3 domains, 2 NUMA nodes, 2 sockets'",
        "intel-i7-1370p-hybrid, '20 CPUs, 14 cores, 1 L3 domains, 1 NUMA nodes, 1 sockets'",
        "qemu-16numa, '64 CPUs, 32 cores, 8 L3 domains, 16 NUMA nodes, 4 sockets'"
    })
    void readsRealMachines(String name, String expected) {
        assertThat(Machines.captured(name)).hasToString(expected);
    }

    /** The guest numbers cores within a die, and a socket has several dies; its NUMA nodes tell the cores apart. */
    @Test
    void coresOfTheSameNumberInAnotherNumaNodeAreOthers() {
        CpuTopology topology = CpuTopology.of(List.of(new LogicalCpu(0, 0, 0, 0, 0), new LogicalCpu(1, 0, 0, 1, 0)));

        assertThat(topology.coreCount()).isEqualTo(2);
    }

    @Test
    void aMachineWithoutNumaHasOneNode() {
        CpuTopology topology =
                CpuTopology.of(List.of(new LogicalCpu(3, 0, 0, -1, -1), new LogicalCpu(1, 1, 0, -1, -1)));

        assertThat(topology.numaNodes()).containsExactly(0);
        assertThat(topology.cpusOfNuma(0)).isEqualTo(CpuSet.of(1, 3));
        assertThat(topology.l3Count()).isZero();
    }

    @Test
    void cpusOfNoNumaNodeAreOnNoneThatHasANumber() {
        CpuTopology topology = Machines.captured("intel-2xe5-partly-offline");

        assertThat(topology.numaNodes()).containsExactly(1);
        assertThat(topology.cpusOfNuma(0)).isEqualTo(CpuSet.EMPTY);
        assertThat(topology.cpusOfNuma(1)).hasToString("5,7,9,11,13,15,17,19");
    }

    @Test
    void countsL3DomainsThatASetTouches() {
        CpuTopology topology = Machines.captured("zen1-2xepyc7451");

        assertThat(topology.l3DomainsOf(Machines.cpus("0-2,48-50"))).isEqualTo(1);
        assertThat(topology.l3DomainsOf(Machines.cpus("0,3,95"))).isEqualTo(3);
        assertThat(topology.l3DomainsOf(CpuSet.of(5000))).isZero();
    }

    @Test
    void aTopologyWithoutCpusIsNotValid() {
        assertThat(CpuTopology.EMPTY.isValid()).isFalse();
        assertThat(CpuTopology.EMPTY.cpuSet()).isEqualTo(CpuSet.EMPTY);
    }

    @Test
    void refusesACpuThatIsListedTwice() {
        LogicalCpu cpu = new LogicalCpu(0, 0, 0, 0, 0);

        assertThatThrownBy(() -> CpuTopology.of(List.of(cpu, cpu)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CPU 0 is listed more than once");
        assertThatThrownBy(() -> new LogicalCpu(8192, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LogicalCpu(0, -1, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
