package io.sublet.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import org.junit.jupiter.api.Test;

class ReadersTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void countsUserNiceSystemAndInterruptsAsUsed() {
        AsciiText stat = AsciiText.of("cpu  100 20 30 4000 500 6 7 80 9 1\ncpu0 1 2 3 4\n");
        assertThat(NodeReader.busyTicks(stat)).isEqualTo(100 + 20 + 30 + 6 + 7);
        assertThat(NodeReader.busyTicks(AsciiText.of("cpu 1 2\n"))).isEqualTo(AsciiText.NONE);
    }

    @Test
    void countsAsUsedMemoryWhatIsNotAvailable() {
        AsciiText meminfo = AsciiText.of("MemTotal:  1000 kB\nMemFree: 100 kB\nMemAvailable: 600 kB\n");
        assertThat(NodeReader.usedMemory(meminfo, MemoryCollectPolicy.WITHOUT_PAGE_CACHE))
                .contains(new Bytes(400 * 1024));
        assertThat(NodeReader.usedMemory(meminfo, MemoryCollectPolicy.WITH_PAGE_CACHE))
                .contains(new Bytes(900 * 1024));
        assertThat(NodeReader.usedMemory(AsciiText.of("MemTotal: 5 kB\n"), MemoryCollectPolicy.WITH_PAGE_CACHE))
                .isEmpty();
    }

    @Test
    void countsAnonymousMemoryOfAGroupWithAllBelowIt() {
        AsciiText v1 = AsciiText.of(
                "inactive_anon 1\nactive_anon 1\nunevictable 1\ntotal_inactive_anon 10\ntotal_active_anon 20\ntotal_unevictable 3\n");
        assertThat(CgroupUsage.withoutPageCache(v1, CgroupVersion.V1)).isEqualTo(33);
        AsciiText v2 = AsciiText.of("anon 50\ninactive_anon 10\nactive_anon 20\nunevictable 4\n");
        assertThat(CgroupUsage.withoutPageCache(v2, CgroupVersion.V2)).isEqualTo(34);
        assertThat(CgroupUsage.withoutPageCache(v2, CgroupVersion.V1)).isEqualTo(AsciiText.NONE);
    }

    @Test
    void readsCpuTimeOfBothVersionsInNanoseconds() {
        assertThat(CgroupUsage.usedNanos(AsciiText.of("1234567\n"), CgroupVersion.V1))
                .isEqualTo(1234567);
        assertThat(CgroupUsage.usedNanos(AsciiText.of("usage_usec 5\nuser_usec 1\n"), CgroupVersion.V2))
                .isEqualTo(5000);
    }

    @Test
    void givesNoRateForTheFirstSampleABackwardStepOrAnImpossibleOne() {
        CpuRate rate = new CpuRate();
        assertThat(rate.next(0, 0, 2).isMissing()).isTrue();
        assertThat(rate.next(SECOND / 2, SECOND, 2)).isEqualTo(Reading.of(new MilliCpu(500)));
        assertThat(rate.next(0, 2 * SECOND, 2).isMissing()).isTrue();
        assertThat(rate.next(9 * SECOND, 3 * SECOND, 2).isMissing()).isTrue();
        assertThat(rate.next(9 * SECOND, 3 * SECOND, 2).isMissing()).isTrue();
        assertThat(rate.next(9 * SECOND + 2_050_000_000L, 4 * SECOND, 2)).isEqualTo(Reading.of(new MilliCpu(2000)));
    }
}
