package io.sublet.manager.console;

import static io.sublet.manager.console.Fleet.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MinuteRingTest {
    private final MinuteRing ring = new MinuteRing();

    private void keep(Instant at, int cores) {
        ring.add(new Fleet().node("n", 4, Map.of()).report("n", at, cores).picture(at));
    }

    @Test
    void keepsWhatIsMeasured() {
        ring.add(new Fleet().node("n", 4, Map.of()).picture(NOW));
        keep(NOW, 8);

        assertThat(ring.since(NOW, Duration.ofHours(1)))
                .containsExactly(new Timeline.Point(
                        NOW.getEpochSecond(),
                        OptionalLong.of(8000),
                        OptionalLong.of(2000),
                        OptionalLong.of(4000),
                        OptionalLong.empty()));
    }

    @Test
    void aDayIsKeptAndWhatIsOlderIsWrittenOver() {
        for (int minute = 0; minute < 3000; minute++) {
            keep(NOW.plus(Duration.ofMinutes(minute)), minute % 16);
        }
        Instant last = NOW.plus(Duration.ofMinutes(2999));

        List<Timeline.Point> hour = ring.since(last, Duration.ofHours(1));
        assertThat(hour).hasSize(61);
        assertThat(hour).extracting(Timeline.Point::epochSecond).isSorted().endsWith(last.getEpochSecond());

        List<Timeline.Point> all = ring.since(last, Duration.ofDays(7));
        assertThat(all).hasSizeBetween(300, 360);
        assertThat(all.getFirst().epochSecond())
                .isGreaterThanOrEqualTo(last.minus(Duration.ofDays(1)).getEpochSecond());
        assertThat(all.getLast().epochSecond()).isEqualTo(last.getEpochSecond());
    }

    @Test
    void nothingIsKeptAtFirst() {
        assertThat(ring.since(NOW, Duration.ofDays(1))).isEmpty();
    }
}
