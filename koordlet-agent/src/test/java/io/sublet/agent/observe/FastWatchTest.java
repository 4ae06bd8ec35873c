package io.sublet.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.observe.FastWatch.Usage;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FastWatchTest {
    private static final String TIER = "kubepods/besteffort";
    private static final CgroupPath PATH = new CgroupPath(TIER);
    private static final long MILLI = 1_000_000;
    private static final int CPUS = 4;

    private final FakeKernel kernel =
            new FakeKernel().groupV1("", "0-3").groupV1("kubepods", "0-3").groupV1(TIER, "0-3");
    private final FastWatch watch = new FastWatch(new CgroupFs(kernel, FakeKernel.ROOT));

    @Test
    void saysWhatTheNodeUsedOverAWindowAndOnlineSinceTheLastLook() {
        for (int millis = 0; millis < 80; millis += 20) {
            assertThat(look(millis, 2L * millis, millis).isMissing()).isTrue();
        }
        assertThat(look(80, 160, 80)).isEqualTo(used(2000, 40, 20, 20));
        // From 20 ms on: 60 ms of two CPUs and 20 ms of four.
        assertThat(look(100, 240, 100)).isEqualTo(used(2500, 80, 60, 20));
        for (int millis = 120; millis <= 1000; millis += 20) {
            assertThat(look(millis, 240 + 4L * (millis - 100), 100)).isNotNull();
        }
        assertThat(look(1040, 240 + 4L * 940, 110)).isEqualTo(used(4000, 160, 150, 40));
    }

    /** One of the two counters shows what was used a tick of the kernel later than the other. */
    @Test
    void nothingIsLostWhereACounterIsBehind() {
        for (int millis = 0; millis <= 80; millis += 20) {
            look(millis, millis, 0);
        }
        assertThat(look(100, 100, 24)).isEqualTo(used(1000, 20, -4, 20));
        assertThat(look(120, 144, 40)).isEqualTo(used(1300, 44, 28, 20));
    }

    @Test
    void comparesWithNothingThatIsTooLongAgo() {
        look(0, 0, 0);
        assertThat(look(2001, 100, 100).isMissing()).isTrue();
        assertThat(look(2081, 180, 140)).isEqualTo(used(1000, 80, 40, 80));
    }

    @Test
    void startsAnewAfterACounterThatWentBackwardsOrCannotBeRead() {
        look(0, 1000, 1000);
        assertThat(look(80, 900, 1000).isMissing()).isTrue();
        assertThat(look(160, 980, 1000)).isEqualTo(used(1000, 80, 80, 80));
        kernel.put("/cg/cpuacct/" + TIER + "/cpuacct.usage", "x");
        assertThat(watch.look(PATH, 170 * MILLI, CPUS).isMissing()).isTrue();
        assertThat(look(240, 1060, 1000).isMissing()).isTrue();
        assertThat(look(320, 1140, 1040)).isEqualTo(used(1000, 80, 40, 80));
    }

    @Test
    void takesMoreThanAllCpusForAnErrorOfTheCounter() {
        look(0, 0, 0);
        assertThat(look(100, 1000, 0).isMissing()).isTrue();
    }

    @Test
    void leavesOutWhatTheHypervisorGaveToOthers() {
        FakeKernel unified = new FakeKernel().groupV2("", "0-3").groupV2(TIER, "0-3");
        FastWatch second = new FastWatch(new CgroupFs(unified, FakeKernel.ROOT));
        unified.put("/cg/cpu.stat", "usage_usec 900000\nuser_usec 0\nsystem_usec 0\n");
        unified.put("/cg/" + TIER + "/cpu.stat", "usage_usec 0\nuser_usec 0\nsystem_usec 0\n");
        second.look(PATH, 0, CPUS);
        unified.put("/cg/cpu.stat", "usage_usec 1200000\nuser_usec 150000\nsystem_usec 50000\n");
        unified.put("/cg/" + TIER + "/cpu.stat", "usage_usec 100000\nuser_usec 1\nsystem_usec 1\n");
        assertThat(second.look(PATH, 100 * MILLI, CPUS)).isEqualTo(used(2000, 200, 100, 100));
    }

    private Reading<Usage> look(long atMillis, long nodeMillis, long tierMillis) {
        kernel.put("/cg/cpuacct/cpuacct.usage", Long.toString(nodeMillis * MILLI));
        kernel.put("/cg/cpuacct/" + TIER + "/cpuacct.usage", Long.toString(tierMillis * MILLI));
        return watch.look(PATH, atMillis * MILLI, CPUS);
    }

    private static Reading<Usage> used(long node, long allMillis, long onlineMillis, long elapsedMillis) {
        return Reading.of(new Usage(
                new MilliCpu(node),
                Duration.ofMillis(allMillis),
                Duration.ofMillis(onlineMillis),
                Duration.ofMillis(elapsedMillis)));
    }
}
