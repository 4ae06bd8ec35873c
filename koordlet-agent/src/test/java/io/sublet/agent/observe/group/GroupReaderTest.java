package io.sublet.agent.observe.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupReaderTest {
    private static final CgroupPath GROUP = new CgroupPath("kubepods/podx");
    private static final String V1_STAT = FakeKernel.ROOT + "/memory/kubepods/podx/memory.stat";
    private static final String V2 = FakeKernel.ROOT + "/kubepods/podx";

    private final AsciiText text = new AsciiText();

    /** What a file never holds on a kernel that is well. */
    static Stream<String> spoiled() {
        return Stream.of(
                "",
                " ",
                "\n\n",
                "-5",
                "-1",
                "abc",
                "12abc",
                "0x10",
                "1.5",
                "99999999999999999999",
                "9223372036854775807",
                "\0\0\0",
                "Unavailable",
                "usage_usec",
                "usage_usec -3",
                "usage_usec x",
                "some avg10=1.00",
                "some avg10=x avg60=0.00 avg300=0.00 total=0",
                "some avg10=200.00 avg60=0.00 avg300=0.00 total=0",
                "nr_periods 1");
    }

    @Test
    void readsAGroupOfV1() {
        FakeKernel kernel = new FakeKernel().groupV1(GROUP.path(), "0-3");
        put(kernel, "/cpuacct/kubepods/podx/cpuacct.usage", "1000000000");
        kernel.put(V1_STAT, """
            cache 5
            inactive_anon 1
            total_inactive_anon 10
            total_active_anon 20
            total_inactive_file 400
            total_active_file 5000
            total_unevictable 3\
            """);
        put(kernel, "/cpu/kubepods/podx/cpu.stat", "nr_periods 10\nnr_throttled 1\nthrottled_time 5");
        GroupReader reader = new GroupReader(new CgroupFs(kernel, FakeKernel.ROOT), GROUP, 0);
        GroupObservation first = read(reader, 0);
        assertThat(first.cpu()).isEqualTo(Reading.missing("the first sample has no rate"));
        assertThat(first.memory())
                .isEqualTo(Reading.of(new GroupMemory(new Bytes(33), new Bytes(5000), new Bytes(400))));
        assertThat(first.usedMemory(MemoryCollectPolicy.WITH_PAGE_CACHE)).isEqualTo(Reading.of(new Bytes(5433)));
        put(kernel, "/cpuacct/kubepods/podx/cpuacct.usage", "1500000000");
        put(kernel, "/cpu/kubepods/podx/cpu.stat", "nr_periods 20\nnr_throttled 6\nthrottled_time 9");
        for (int second = 1; second <= 5; second++) {
            GroupObservation seen = read(reader, second);
            assertThat(seen.cpu()).isEqualTo(Reading.of(new MilliCpu(second == 1 ? 500 : 0)));
            assertThat(seen.throttling().toOptional().map(Throttling::ratio).orElse(-1.0))
                    .isEqualTo(second == 1 ? 0.5 : 0);
        }
        assertThat(first.pressure().cpu())
                .isEqualTo(Reading.missing(FakeKernel.ROOT + "/cpuacct/kubepods/podx/cpu.pressure: no such file"));
    }

    @Test
    void readsAGroupOfV2() {
        FakeKernel kernel = new FakeKernel()
                .groupV2(GROUP.path(), "0-3")
                .put(V2 + "/cpu.stat", "usage_usec 1000000\nuser_usec 1\nnr_periods 0\nnr_throttled 0")
                .put(
                        V2 + "/memory.stat",
                        "anon 50\ninactive_anon 10\nactive_anon 20\ninactive_file 7\nactive_file 8\nunevictable 4");
        GroupReader reader = new GroupReader(new CgroupFs(kernel, FakeKernel.ROOT), GROUP, 3);
        GroupObservation first = read(reader, 0);
        assertThat(first.memory().map(GroupMemory::anonymous)).isEqualTo(Reading.of(new Bytes(34)));
        kernel.put(V2 + "/cpu.stat", "usage_usec 3000000\nuser_usec 1\nnr_periods 4\nnr_throttled 1");
        GroupObservation second = read(reader, 1);
        assertThat(second.cpu()).isEqualTo(Reading.of(new MilliCpu(2000)));
        assertThat(second.throttling()).isEqualTo(Reading.of(new Throttling(4, 1)));
        assertThat(read(reader, 27)
                        .pressure()
                        .memory()
                        .map(pressure -> pressure.some().avg60()))
                .isEqualTo(Reading.of(1.5));
    }

    @Test
    void hardlyLooksForPressureThatTheKernelDoesNotTell() {
        FakeKernel kernel = new FakeKernel().groupV1(GROUP.path(), "0-3");
        GroupReader reader = new GroupReader(new CgroupFs(kernel, FakeKernel.ROOT), GROUP, 0);
        String file = "/cpuacct/kubepods/podx/cpu.pressure";
        read(reader, 0);
        read(reader, 1);
        put(kernel, file, FakeKernel.pressure("3.25"));
        assertThat(read(reader, 10).pressure().cpu().isMissing()).isTrue();
        assertThat(read(reader, 300).pressure().cpu().isMissing()).isFalse();
    }

    @Test
    void findsPressureInTheUnifiedHierarchyOfAHybridMachine() {
        FakeKernel kernel = new FakeKernel().groupV1(GROUP.path(), "0-3");
        put(kernel, "/unified/cgroup.controllers", "");
        put(kernel, "/unified/kubepods/podx/cpu.pressure", FakeKernel.pressure("3.25"));
        GroupReader reader = new GroupReader(new CgroupFs(kernel, FakeKernel.ROOT), GROUP, 0);
        assertThat(read(reader, 0)
                        .pressure()
                        .cpu()
                        .map(pressure -> pressure.some().avg10()))
                .isEqualTo(Reading.of(3.25));
    }

    @Test
    void findsControllersThatShareAHierarchy() {
        FakeKernel kernel = new FakeKernel();
        put(kernel, "/cpu,cpuacct/kubepods/podx/cpuacct.usage", "0");
        GroupReader reader = new GroupReader(new CgroupFs(kernel, FakeKernel.ROOT), GROUP, 0);
        read(reader, 0);
        assertThat(read(reader, 1).cpu()).isEqualTo(Reading.of(MilliCpu.ZERO));
    }

    @ParameterizedTest
    @MethodSource("spoiled")
    void neverTakesASpoiledFileForANumber(String content) {
        FakeKernel v1 = new FakeKernel().groupV1(GROUP.path(), "0-3");
        FakeKernel v2 = new FakeKernel().groupV2(GROUP.path(), "0-3");
        for (FakeKernel kernel : new FakeKernel[] {v1, v2}) {
            GroupReader reader = new GroupReader(new CgroupFs(kernel, FakeKernel.ROOT), GROUP, 0);
            read(reader, 0);
            kernel.snapshot().keySet().forEach(path -> {
                if (!path.endsWith("cgroup.controllers")) {
                    kernel.put(path, content);
                }
            });
            GroupObservation seen = read(reader, 10);
            assertThat(seen.cpu().isMissing()).isTrue();
            assertThat(seen.memory().isMissing()).isTrue();
            assertThat(seen.usedMemory(MemoryCollectPolicy.WITH_PAGE_CACHE).isMissing())
                    .isTrue();
            assertThat(seen.throttling().isMissing()).isTrue();
            assertThat(seen.pressure().cpu().isMissing()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 9})
    void neverTakesACutFileForANumber(int bytes) {
        FakeKernel kernel = new FakeKernel().groupV1(GROUP.path(), "0-3");
        GroupReader reader = new GroupReader(new CgroupFs(kernel, FakeKernel.ROOT), GROUP, 0);
        read(reader, 0);
        kernel.cut(FakeKernel.ROOT + "/cpuacct/kubepods/podx/cpuacct.usage", "1234567890".substring(0, bytes));
        kernel.cut(V1_STAT, kernel.get(V1_STAT).substring(0, 11 * bytes));
        GroupObservation seen = read(reader, 5);
        assertThat(seen.cpu().isMissing()).isTrue();
        assertThat(seen.memory().isMissing()).isTrue();
    }

    @Test
    void saysWhyAndComesBackWhenAGroupVanishesAndReturns() {
        FakeKernel kernel = new FakeKernel().groupV2(GROUP.path(), "0-3");
        GroupReader reader = new GroupReader(new CgroupFs(kernel, FakeKernel.ROOT), GROUP, 0);
        read(reader, 0);
        kernel.refuse(V2 + "/cpu.stat", Errno.ENODEV);
        Reading<MilliCpu> gone = read(reader, 1).cpu();
        assertThat(gone).isEqualTo(Reading.missing(V2 + "/cpu.stat: no such file"));
        assertThat(read(reader, 2).cpu()).isSameAs(gone);
        kernel.accept(V2 + "/cpu.stat");
        assertThat(read(reader, 3).cpu()).isEqualTo(Reading.missing("the first sample has no rate"));
        assertThat(read(reader, 4).cpu()).isEqualTo(Reading.of(MilliCpu.ZERO));
    }

    @Test
    void countsAsHotWhatWasNotIdleForFiveMinutes() {
        FakeKernel kernel = new FakeKernel().groupV1(GROUP.path(), "0-3");
        kernel.put(V1_STAT, """
                total_inactive_anon 0
                total_active_anon 100
                total_inactive_file 500
                total_active_file 500
                total_unevictable 0""");
        put(kernel, "/memory/kubepods/podx/memory.idle_page_stats", """
            # version: 1.0
            #   [1,2) [2,5) [5,15) [15,30) [30,60) [60,120) [120,240) [240,+inf)
            csei 9 9 9 9 9 9 9 9
            cfei 1 2 4 8 16 32 64 128
            dfei 0 0 0 0 0 1 0 0
            cfui 0 0 0 0 0 0 0 0
            dfui 0 0 0 0 0 0 0 2\
            """);
        GroupReader reader = new GroupReader(new CgroupFs(kernel, FakeKernel.ROOT), GROUP, 0);
        GroupObservation seen = reader.read(Beats.at(0), Pace.CLOSE, new ColdPages(5), text);
        assertThat(seen.cold()).isEqualTo(Reading.of(new Bytes(32 + 64 + 128 + 1 + 2)));
        assertThat(seen.usedMemory(MemoryCollectPolicy.WITH_HOT_PAGE_CACHE))
                .isEqualTo(Reading.of(new Bytes(1100 - 227)));
        assertThat(read(reader, 5).usedMemory(MemoryCollectPolicy.WITH_HOT_PAGE_CACHE))
                .isEqualTo(Reading.of(new Bytes(100)));
    }

    private GroupObservation read(GroupReader reader, long second) {
        @Nullable ColdPages none = null;
        return reader.read(Beats.at(second), Pace.CLOSE, none, text);
    }

    private static void put(FakeKernel kernel, String path, String content) {
        kernel.put(FakeKernel.ROOT + path, content);
    }
}
