package io.sublet.agent.observe.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.observe.group.Beats;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.agent.observe.machine.NumaNode;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.usage.ResourceUsage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeDetailReaderTest {
    private static final String DISKS = """
               7       0 loop0 9 0 9 9 9 0 9 9 0 9 9
             254       0 vda %d 0 %d 30 %d 0 %d 70 0 %d 100
             254       1 vda1 5 0 40 3 2 0 16 1 0 3 4""";
    private static final String NETWORKS = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0
              eth0: %d 1 0 %d 0 0 0 0 %d 1 0 0 0 0 0 0
             veth9: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0""";
    private static final String ROUTES = """
            Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU
            eth0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0
            veth9\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0""";

    private static final Machine TWO_NODES = new Machine(
            Reading.of(CpuTopology.of(List.of(new LogicalCpu(0, 0, 0, 0, 0), new LogicalCpu(1, 1, 1, 1, 1)))),
            List.of(
                    new NumaNode(0, CpuSet.of(0), Reading.of(new Bytes(1)), Map.of()),
                    new NumaNode(1, CpuSet.of(1), Reading.of(new Bytes(1)), Map.of())),
            Reading.missing("test"));

    private final FakeKernel kernel = new FakeKernel()
            .put("/sys/block/vda/size", "1")
            .put("/sys/block/loop0/size", "1")
            .put("/proc/diskstats", DISKS.formatted(10, 80, 20, 160, 50))
            .put("/proc/1/net/route", ROUTES)
            .put("/proc/1/net/dev", NETWORKS.formatted(1000, 0, 2000))
            .put("/proc/pressure/cpu", FakeKernel.pressure("4.00"));
    private final NodeDetailReader reader = new NodeDetailReader(kernel, "/proc", "/sys");

    @Test
    void measuresWholeDisksAndInterfacesThatLeadOutside() {
        assertThat(read(0, "").disks()).isEqualTo(Reading.of(List.of()));
        kernel.put("/proc/diskstats", DISKS.formatted(20, 180, 40, 1160, 2550))
                .put("/proc/1/net/dev", NETWORKS.formatted(6000, 5, 12000));
        NodeDetail seen = read(1, "");
        assertThat(seen.disks()).isEqualTo(Reading.of(List.of(new DiskUsage("vda", 100 * 512, 1000 * 512, 10, 20, 1))));
        assertThat(seen.networks()).isEqualTo(Reading.of(List.of(new NetworkUsage("eth0", 5000, 10000, 5))));
        assertThat(seen.pressure().cpu().map(pressure -> pressure.some().avg300()))
                .isEqualTo(Reading.of(4.0));
        assertThat(seen.pressure().io()).isEqualTo(Reading.missing("/proc/pressure/io: no such file"));
    }

    @Test
    void measuresEachNumaNode() {
        String meminfo = "Node 1 MemTotal: 1000 kB\nNode 1 MemFree: 300 kB\nNode 1 Active(file): 100 kB\n"
                + "Node 1 Inactive(file): 50 kB\nNode 1 SReclaimable: 50 kB";
        kernel.put("/sys/devices/system/node/node1/meminfo", meminfo);
        read(0, "cpu 0 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0\nintr 5\n");
        read(1, "cpu 1 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0\nintr 5\n");
        List<NumaUsage> numa = read(6, "cpu 300 0 0 0 0 0 0\ncpu0 50 0 0 0 0 0 0\ncpu1 250 0 0 0 0 0 0\nintr 5\n")
                .numa();
        assertThat(numa.get(1)).isEqualTo(new NumaUsage(1, ResourceUsage.of(500, 500 * 1024)));
        assertThat(numa.get(0).used().cpu().map(cpu -> cpu.value())).isEqualTo(Reading.of(100L));
        assertThat(numa.get(0).used().memory().isMissing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "cpu 1", "cpu 1 1 1 1 1 1 1\ncpu1 x 0 0 0 0 0 0\n", "cpu 1 1 1 1 1 1 1\ncpu0 1 0 0 0 0 0 0\n"
            })
    void doesNotGuessTheCpuOfANumaNode(String stat) {
        read(0, "cpu 0 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0\ncpu1 0 0 0 0 0 0 0\n");
        assertThat(read(6, stat).numa().get(1).used().cpu().isMissing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "254 0 vda",
                "254 0 vda -1 0 x 0 0 0 0 0 0 0 0",
                "254 0 vda 9999999999999999999 0 0 0 0 0 0 0 0 0"
            })
    void leavesOutADiskWhoseLineIsSpoiled(String line) {
        read(0, "");
        kernel.put("/proc/diskstats", line);
        assertThat(read(6, "").disks()).isEqualTo(Reading.of(List.of()));
    }

    @Test
    void saysWhatItCannotSee() {
        kernel.delete("/proc/diskstats").delete("/proc/1/net/route");
        NodeDetail seen = read(0, "");
        assertThat(seen.disks()).isEqualTo(Reading.missing("/proc/diskstats: no such file"));
        assertThat(seen.networks()).isEqualTo(Reading.missing("/proc/1/net/route: no such file"));
        assertThat(seen.caches().isMissing()).isTrue();
    }

    @Test
    void monitorsCachesByGroup() {
        for (String group : new String[] {"", "/BE"}) {
            String domain = "/sys/fs/resctrl" + group + "/mon_data/mon_L3_01/";
            kernel.put(domain + "llc_occupancy", group.isEmpty() ? "4096" : "Unavailable")
                    .put(domain + "mbm_local_bytes", "1000")
                    .put(domain + "mbm_total_bytes", "Error");
        }
        kernel.directory("/sys/fs/resctrl/info");
        read(3, "");
        kernel.put("/sys/fs/resctrl/mon_data/mon_L3_01/mbm_local_bytes", "11000");
        assertThat(read(4, "").caches().map(CacheReadings::number)).isEqualTo(Reading.of(1L));
        CacheReadings readings = read(13, "").caches().toOptional().orElseThrow();
        assertThat(readings.number()).isEqualTo(2);
        List<CacheMonitor> caches = readings.monitors();
        assertThat(caches).hasSize(2);
        assertThat(caches.get(0).occupancy()).isEqualTo(Reading.of(new Bytes(4096)));
        assertThat(caches.get(0).local()).isEqualTo(new CacheMonitor.Moved(Reading.of(11_000L), Reading.of(1000L)));
        assertThat(caches.get(0).total().perSecond().isMissing()).isTrue();
        assertThat(caches.get(1).group()).isEqualTo("BE");
        assertThat(caches.get(1).occupancy())
                .isEqualTo(Reading.missing("/sys/fs/resctrl/BE/mon_data/mon_L3_01/llc_occupancy: Unavailable"));
    }

    private NodeDetail read(long second, String stat) {
        return reader.read(
                TWO_NODES, Beats.at(second), Reading.missing("test"), Reading.missing("test"), AsciiText.of(stat));
    }
}
