package io.sublet.model.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RatioTest {
    @ParameterizedTest
    @CsvSource({
        "25000, 1.20, 30000",
        "25001, 1.25, 31252",
        "0, 1.20, 0",
        "1, 1.00, 1",
        "9223372036854775807, 1.00, 9223372036854775807",
        "9223372036854775807, 1.20, 9223372036854775807",
    })
    void normalizedCpuIsRoundedUpAndNeverWraps(long machine, BigDecimal speed, long expected) {
        assertThat(NormalizedCpu.of(new MilliCpu(machine), Ratio.of(speed))).isEqualTo(new NormalizedCpu(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "30000, 1.20, 25000",
        "31252, 1.25, 25001",
        "1, 1.20, 0",
        "9223372036854775807, 1.00, 9223372036854775807"
    })
    void theMachinesOwnCpuIsRoundedDown(long normalized, BigDecimal speed, long expected) {
        assertThat(new NormalizedCpu(normalized).onMachine(Ratio.of(speed))).isEqualTo(new MilliCpu(expected));
    }

    @Test
    void hasTwoDigits() {
        assertThat(Ratio.of(new BigDecimal("1.5")).times(Ratio.of(new BigDecimal("1.2"))))
                .hasToString("1.80");
        assertThat(Ratio.ONE).hasToString("1.00");
        assertThatIllegalArgumentException().isThrownBy(() -> Ratio.of(new BigDecimal("0.001")));
    }
}
