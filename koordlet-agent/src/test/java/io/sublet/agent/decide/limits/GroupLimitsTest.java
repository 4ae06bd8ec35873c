package io.sublet.agent.decide.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.CpuWeight;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupLimitsTest {
    private static final Duration PERIOD = Duration.ofMillis(100);

    @ParameterizedTest(name = "{0}m: {1} shares, weight {2}")
    @CsvSource({
        "0, 2, 1",
        "1, 2, 1",
        "2, 2, 1",
        "3, 3, 1",
        "500, 512, 20",
        "1000, 1024, 39",
        "1500, 1536, 59",
        "4000, 4096, 157",
        "64000, 65536, 2500",
        "256000, 262144, 10000",
        "256001, 262144, 10000",
        "9223372036854775807, 262144, 10000"
    })
    void countsSharesAndWeightAsTheKubeletDoes(long milli, long shares, long weight) {
        assertThat(GroupLimits.shares(new MilliCpu(milli))).isEqualTo(shares);
        assertThat(CpuWeight.ofShares(shares)).isEqualTo(weight);
    }

    @ParameterizedTest(name = "{0}m, ratio {1}: {2} us")
    @CsvSource({
        "1, 1.00, 1000",
        "5, 1.00, 1000",
        "9, 1.00, 1000",
        "10, 1.00, 1000",
        "15, 1.00, 1500",
        "1000, 1.00, 100000",
        "2500, 1.00, 250000",
        "2500, 0.80, 250000",
        "2500, 1.20, 208334",
        "1000, 1.50, 66667",
        "11, 1.50, 1000"
    })
    void countsQuotaByThePeriodAndTheSpeedOfTheCpus(long milli, String ratio, long micros) {
        Ratio factor = Ratio.of(new java.math.BigDecimal(ratio));
        assertThat(value(Knob.CPU_QUOTA, asked(milli, 0), factor)).contains(new KnobValue.Quota(new CpuQuota(micros)));
    }

    @Test
    void limitsMemoryByTheByte() {
        assertThat(value(Knob.MEMORY_LIMIT, asked(0, 1_073_741_825), Ratio.ONE))
                .contains(new KnobValue.Whole(1_073_741_825));
    }

    @Test
    void hasNoLimitForWhatIsNotAskedForOrIsZero() {
        assertThat(value(Knob.CPU_QUOTA, asked(0, 0), Ratio.ONE)).isEmpty();
        assertThat(value(Knob.MEMORY_LIMIT, asked(0, 0), Ratio.ONE)).isEmpty();
        assertThat(value(Knob.CPU_QUOTA, Asked.NOTHING, Ratio.ONE)).isEmpty();
        assertThat(value(Knob.CPU_SHARES, Asked.NOTHING, Ratio.ONE)).contains(new KnobValue.Whole(2));
    }

    private static Asked asked(long milli, long bytes) {
        return new Asked(
                Optional.of(new MilliCpu(milli)), Optional.of(new MilliCpu(milli)), Optional.of(new Bytes(bytes)));
    }

    private static Optional<KnobValue> value(Knob knob, Asked asked, Ratio ratio) {
        return Optional.ofNullable(
                GroupLimits.of(asked, CgroupVersion.V1, PERIOD, ratio).get(knob));
    }
}
