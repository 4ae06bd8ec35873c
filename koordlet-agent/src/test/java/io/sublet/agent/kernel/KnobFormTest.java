package io.sublet.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KnobFormTest {
    private static final List<Knob> DEVICES = List.of(
            Knob.DISK_READ_BPS,
            Knob.DISK_WRITE_BPS,
            Knob.DISK_READ_IOPS,
            Knob.DISK_WRITE_IOPS,
            Knob.DISK_WEIGHT,
            Knob.DISK_BFQ_WEIGHT,
            Knob.DISK_LATENCY);

    /** What the agent notes of its own writes is read back by the next process. */
    @ParameterizedTest
    @EnumSource(CgroupVersion.class)
    void whatIsWrittenIsReadBack(CgroupVersion version) {
        for (Knob knob : DEVICES) {
            assertReadBack(knob, new KnobValue.Devices(Map.of("8:0", "77", "259:3", "5")), version);
            assertReadBack(knob, new KnobValue.Devices(Map.of()), version);
        }
        assertReadBack(
                Knob.DISK_COST_QOS,
                new KnobValue.Devices(Map.of("8:0", "enable=1 ctrl=user rpct=95 rlat=3000 wpct=95 wlat=3000")),
                version);
        for (Knob knob : List.of(Knob.MEMORY_MIN, Knob.MEMORY_LOW, Knob.MEMORY_HIGH)) {
            assertReadBack(knob, new KnobValue.Whole(-1), version);
            assertReadBack(knob, new KnobValue.Whole(4096), version);
        }
        assertReadBack(Knob.MEMORY_WMARK_MIN_ADJ, new KnobValue.Whole(-25), version);
        assertReadBack(Knob.RESCTRL_GROUP, new KnobValue.Whole(0), version);
        assertReadBack(Knob.RESCTRL_SCHEMATA, new KnobValue.Text("L3:0=f;2=7ff\nMB:0=50;2=100"), version);
        assertReadBack(
                Knob.NETWORK_CLASSES, new KnobValue.Text("rest 2\nclass 1 below 0 rate 1 ceil 1 prio 0"), version);
        assertReadBack(Knob.OOM_SCORE_ADJ, new KnobValue.Whole(-1000), version);
    }

    private static void assertReadBack(Knob knob, KnobValue value, CgroupVersion version) {
        assertThat(knob.parse(knob.render(value, version)))
                .as("%s on %s", knob, version)
                .contains(value);
    }

    /** What kernels show. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DISK_READ_BPS | 8:0 rbps=1048576 wbps=max riops=max wiops=120 | {8:0=1048576}",
                "DISK_WRITE_BPS | 8:0 rbps=1048576 wbps=max riops=max wiops=120 | {}",
                "DISK_WRITE_IOPS | 8:0 rbps=1048576 wbps=max riops=max wiops=120 | {8:0=120}",
                "DISK_READ_BPS | 8:0 1048576 | {8:0=1048576}",
                "DISK_WEIGHT | default 100 | {}",
                "DISK_LATENCY | 8:0 target=75000 | {8:0=75000}",
                "DISK_COST_QOS | 8:0 enable=1 ctrl=user rpct=95.00 rlat=3000 wpct=95.50 wlat=4000 min=1.00 max=10000.00"
                        + " | {8:0=enable=1 ctrl=user rpct=95 rlat=3000 wpct=95.5 wlat=4000}",
                "DISK_COST_QOS | 8:0 enable=0 ctrl=auto rpct=0.00 rlat=250000 | {}",
                "DISK_COST_MODEL | 8:0 ctrl=auto model=linear rbps=1 | {}",
                "DISK_COST_MODEL | 8:0 ctrl=user model=linear rbps=1 rseqiops=2 rrandiops=3 wbps=4 wseqiops=5 wrandiops=6"
                        + " | {8:0=ctrl=user rbps=1 rseqiops=2 rrandiops=3 wbps=4 wseqiops=5 wrandiops=6}"
            })
    void aFileOfDevicesIsRead(Knob knob, String text, String values) {
        assertThat(knob.parse(text).map(Object::toString)).contains(values);
    }

    @Test
    void schemataAreReadInWhateverSpelling() {
        Schemata lines =
                Schemata.parse("    MB:0=  50;1=100\n    L3:0=007FF;1=00f\n").orElseThrow();

        assertThat(lines.render()).isEqualTo("L3:0=7ff;1=f\nMB:0=50;1=100");
        assertThat(lines.with(Map.of("L3", Map.of(1, "3", 9, "1"), "L4", Map.of(0, "1")))
                        .render())
                .isEqualTo("L3:0=7ff;1=3\nMB:0=50;1=100");
        for (String bad : List.of("", "L3", "L3:", "L3:0", "L3:a=1", "L3:0=xyz", "L3:0=7;")) {
            assertThat(Schemata.parse(bad)).as(bad).isEmpty();
        }
    }

    @Test
    void memoryIsTakenInWholePages() {
        assertThat(Knob.MEMORY_HIGH.isTaken(new KnobValue.Whole(1_000_000), new KnobValue.Whole(999_424)))
                .isTrue();
        assertThat(Knob.MEMORY_HIGH.isTaken(new KnobValue.Whole(1_000_000), new KnobValue.Whole(-1)))
                .isFalse();
        assertThat(Knob.MEMORY_MIN.isTaken(new KnobValue.Whole(4096), new KnobValue.Whole(8192)))
                .isFalse();
        assertThat(Knob.MEMORY_HIGH.parse("9223372036854771712")).contains(new KnobValue.Whole(-1));
    }

    @Test
    void whatHasSomethingDoneHasNoValue() {
        assertThat(Knob.MEMORY_RECLAIM.isTrigger()).isTrue();
        assertThat(Knob.MEMORY_RECLAIM.parse("7")).isEmpty();
        assertThat(Knob.MEMORY_RECLAIM.render(new KnobValue.Whole(4096), CgroupVersion.V1))
                .isEqualTo("0");
        assertThat(Knob.MEMORY_RECLAIM.render(new KnobValue.Whole(4096), CgroupVersion.V2))
                .isEqualTo("4096");
    }
}
