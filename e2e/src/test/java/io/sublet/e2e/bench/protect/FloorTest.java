package io.sublet.e2e.bench.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.e2e.scenario.TierTrace.Point;
import io.sublet.model.unit.MilliCpu;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FloorTest {
    private static final Instant SURGE = Instant.parse("2026-01-01T00:00:10Z");
    private static final Instant END = SURGE.plusSeconds(5);

    private static Point point(long millis, long quota) {
        return new Point(SURGE.plusMillis(millis), Optional.of(new MilliCpu(quota)));
    }

    @Test
    void isReachedWhenNineTenthsOfTheWayAreDone() {
        List<Point> points = List.of(point(-4000, 1500), point(70, 1200), point(110, 1040), point(900, 1000));

        assertThat(Floor.reachedAfterMillis(points, SURGE, END)).hasValue(110);
    }

    @Test
    void isWhatTheSurgeKeepsAndNotTheLowestMoment() {
        List<Point> points = List.of(point(-4000, 1500), point(80, 400), point(1500, 1000));

        assertThat(Floor.reachedAfterMillis(points, SURGE, END)).hasValue(80);
    }

    @Test
    void aQuotaThatHardlyMovesHasNone() {
        assertThat(Floor.reachedAfterMillis(List.of(point(-4000, 1500), point(500, 1420)), SURGE, END))
                .isEmpty();
    }

    @Test
    void neitherHasBestEffortWithoutAQuota() {
        assertThat(Floor.reachedAfterMillis(List.of(new Point(SURGE.minusSeconds(1), Optional.empty())), SURGE, END))
                .isEmpty();
    }
}
