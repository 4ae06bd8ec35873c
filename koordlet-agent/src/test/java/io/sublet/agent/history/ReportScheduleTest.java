package io.sublet.agent.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReportScheduleTest {
    private final ReportSchedule schedule = new ReportSchedule();

    @Test
    void reportsAtOnceThenAtTheInterval() {
        Duration second = Duration.ofSeconds(1);
        assertThat(isDue(5000, second, 0)).isTrue();
        assertThat(isDue(5999, second, 1)).isFalse();
        assertThat(isDue(6000, second, 1)).isTrue();
        assertThat(isDue(7000, second, 0)).isTrue();
    }

    @Test
    void reportsASecondTimeSoonAndSpreadsLongIntervals() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(isDue(0, minute, 1)).isTrue();
        assertThat(isDue(6599, minute, 0)).isFalse();
        assertThat(isDue(6600, minute, 0)).isTrue();
        assertThat(isDue(6600 + 53_999, minute, 0)).isFalse();
        assertThat(isDue(6600 + 54_000, minute, 0)).isTrue();
    }

    @Test
    void beginsAnewWithAnotherInterval() {
        isDue(0, Duration.ofHours(1), 0.5);
        assertThat(isDue(1000, Duration.ofSeconds(5), 0.5)).isFalse();
        assertThat(isDue(6000, Duration.ofSeconds(5), 0.5)).isTrue();
    }

    private boolean isDue(long millis, Duration interval, double random) {
        return schedule.isDue(Duration.ofMillis(millis), interval, random);
    }
}
