package io.sublet.agent.observe.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CpuRateTest {
    private static final long SECOND = 1_000_000_000;

    private final CpuRate rate = new CpuRate();

    @Test
    void givesNoRateForTheFirstSampleABackwardStepOrAnImpossibleOne() {
        assertThat(rate.next(0, Beats.at(0)).isMissing()).isTrue();
        assertThat(rate.next(SECOND / 2, Beats.at(1))).isEqualTo(Reading.of(new MilliCpu(500)));
        assertThat(rate.next(0, Beats.at(2)).isMissing()).isTrue();
        assertThat(rate.next(9 * SECOND, Beats.at(3)).isMissing()).isTrue();
        assertThat(rate.next(9 * SECOND, Beats.at(3)).isMissing()).isTrue();
        assertThat(rate.next(9 * SECOND + 4_050_000_000L, Beats.at(4))).isEqualTo(Reading.of(new MilliCpu(4000)));
        assertThat(rate.next(9 * SECOND + 4_050_000_000L, Beats.at(5))).isEqualTo(Reading.of(MilliCpu.ZERO));
    }

    @Test
    void doesNotReachBackOverATimeInWhichNobodyLooked() {
        rate.next(0, Beats.at(0));
        Beat later = new Beat(1, 5 * SECOND, 4, 1, Duration.ofSeconds(1));
        assertThat(rate.next(SECOND, later))
                .isEqualTo(Reading.missing("the machine was stopped, or nobody looked for too long"));
        Beat after = new Beat(2, 6 * SECOND, 4, 1, Duration.ofSeconds(1));
        assertThat(rate.next(2 * SECOND, after)).isEqualTo(Reading.of(new MilliCpu(1000)));
    }

    @Test
    void beginsAnewAfterAReadThatFailed() {
        rate.next(0, Beats.at(0));
        rate.reset();
        assertThat(rate.next(SECOND, Beats.at(1)).isMissing()).isTrue();
        assertThat(rate.next(2 * SECOND, Beats.at(2))).isEqualTo(Reading.of(new MilliCpu(1000)));
    }
}
