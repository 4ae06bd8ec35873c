package io.sublet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnobTest {
    @ParameterizedTest
    @CsvSource({
        "CPU_QUOTA, -1, unlimited",
        "CPU_QUOTA, 50000, 50000us",
        "CPU_QUOTA, max 100000, unlimited",
        "CPU_QUOTA, 25000 50000, 25000us",
        "CPU_PERIOD, 100000, 100000",
        "CPU_PERIOD, max 50000, 50000",
        "CPU_SHARES, 2, 2",
        "CPU_IDLE, 1, 1",
        "CPU_BVT, -1, -1",
        "CPU_BURST, 20000, 20000",
        "MEMORY_LIMIT, max, -1",
        "MEMORY_LIMIT, -1, -1",
        "MEMORY_LIMIT, 9223372036854771712, -1",
        "MEMORY_LIMIT, 9223372036854710272, -1",
        "MEMORY_LIMIT, 1073741824, 1073741824",
        "CPUSET, '0-1,4', '0-1,4'",
        "CPUSET, '', inherited"
    })
    void readsTheTextOfBothVersions(Knob knob, String text, String value) {
        assertThat(knob.parse(text + "\n")).map(Object::toString).contains(value);
    }

    @ParameterizedTest
    @CsvSource({"CPU_QUOTA, abc", "CPU_QUOTA, -5", "CPUSET, 1-", "CPU_SHARES, ''"})
    void findsNoValueInTextOfAnotherForm(Knob knob, String text) {
        assertThat(knob.parse(text)).isEmpty();
    }

    @Test
    void rendersNoLimitAsEachVersionWantsIt() {
        KnobValue unlimited = new KnobValue.Quota(CpuQuota.UNLIMITED);
        assertThat(Knob.CPU_QUOTA.render(unlimited, CgroupVersion.V1)).isEqualTo("-1");
        assertThat(Knob.CPU_QUOTA.render(unlimited, CgroupVersion.V2)).isEqualTo("max");
        assertThat(Knob.MEMORY_LIMIT.render(new KnobValue.Whole(-1), CgroupVersion.V1))
                .isEqualTo("-1");
        assertThat(Knob.MEMORY_LIMIT.render(new KnobValue.Whole(-1), CgroupVersion.V2))
                .isEqualTo("max");
        assertThat(Knob.CPUSET.render(new KnobValue.Cpus(CpuSet.of(0, 1, 3)), CgroupVersion.V1))
                .isEqualTo("0-1,3");
    }

    @Test
    void turnsCpuIntoQuotaByThePeriodThatIsThere() {
        assertThat(CpuQuota.of(new MilliCpu(1500), Duration.ofMillis(100)).micros())
                .isEqualTo(150_000);
        assertThat(CpuQuota.of(new MilliCpu(1500), Duration.ofMillis(20)).micros())
                .isEqualTo(30_000);
        assertThat(new CpuQuota(30_000).cpu(Duration.ofMillis(20))).isEqualTo(new MilliCpu(1500));
    }

    @Test
    void takesLessTimeOnFasterCpus() {
        assertThat(new CpuQuota(100_000).normalizedBy(new Ratio(120))).isEqualTo(new CpuQuota(83_334));
        assertThat(new CpuQuota(1000).normalizedBy(new Ratio(150))).isEqualTo(new CpuQuota(1000));
        assertThat(new CpuQuota(100_000).normalizedBy(new Ratio(90))).isEqualTo(new CpuQuota(100_000));
        assertThat(CpuQuota.UNLIMITED.normalizedBy(new Ratio(150))).isEqualTo(CpuQuota.UNLIMITED);
    }

    @Test
    void comparesQuotasOfDifferentPeriods() {
        Duration usual = Duration.ofMillis(100);
        Duration shorter = Duration.ofMillis(20);
        assertThat(new CpuQuota(30_000).isAbove(shorter, new CpuQuota(140_000), usual))
                .isTrue();
        assertThat(new CpuQuota(30_000).isAbove(shorter, new CpuQuota(150_000), usual))
                .isFalse();
        assertThat(new CpuQuota(150_001).isAbove(usual, new CpuQuota(30_000), shorter))
                .isTrue();
        assertThat(CpuQuota.UNLIMITED.isAbove(usual, new CpuQuota(1), usual)).isTrue();
        assertThat(CpuQuota.UNLIMITED.isAbove(usual, CpuQuota.UNLIMITED, usual)).isFalse();
    }

    @Test
    void takesAMemoryLimitThatIsShownInWholePages() {
        KnobValue wanted = new KnobValue.Whole((1 << 20) + 5000);
        assertThat(Knob.MEMORY_LIMIT.isTaken(wanted, new KnobValue.Whole((1 << 20) + 4096)))
                .isTrue();
        assertThat(Knob.MEMORY_LIMIT.isTaken(wanted, new KnobValue.Whole(1 << 19)))
                .isFalse();
        assertThat(Knob.MEMORY_LIMIT.isTaken(wanted, new KnobValue.Whole(-1))).isFalse();
        assertThat(Knob.MEMORY_LIMIT.isTaken(new KnobValue.Whole(-1), new KnobValue.Whole(0)))
                .isFalse();
        assertThat(Knob.CPU_SHARES.isTaken(new KnobValue.Whole(3), new KnobValue.Whole(2)))
                .isFalse();
    }

    @Test
    void readsNumbersInPlace() {
        AsciiText stat = AsciiText.of("usage_usec 123456\nuser_usec 100\nnr_periods 7\n");
        assertThat(stat.numberOf("usage_usec")).isEqualTo(123456);
        assertThat(stat.numberOf("nr_periods")).isEqualTo(7);
        assertThat(stat.numberOf("usage")).isEqualTo(AsciiText.NONE);
        assertThat(AsciiText.of("MemTotal:  1024 kB\n").numberOf("MemTotal")).isEqualTo(1024);
        assertThat(AsciiText.of("-1\n").number()).isEqualTo(-1);
        assertThat(AsciiText.of("99999999999999999999\n").number()).isEqualTo(AsciiText.NONE);
        assertThat(AsciiText.of("\n").number()).isEqualTo(AsciiText.NONE);
    }
}
