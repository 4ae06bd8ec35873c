package io.sublet.e2e.bench.protect;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.e2e.scenario.TierTrace.Point;
import io.sublet.model.unit.MilliCpu;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FloorTest {
    private static final Instant STEP = Instant.parse("2026-01-01T00:00:10Z");

    private static Point point(long millis, long quota) {
        return new Point(STEP.plusMillis(millis), Optional.of(new MilliCpu(quota)));
    }

    @Test
    void isTheLeastThatTheStepLeaves() {
        List<Point> points =
                List.of(point(-4000, 1200), point(-100, 1500), point(70, 800), point(110, 30), point(900, 20));

        assertThat(Floor.reachedAfterMillis(points, STEP)).hasValue(110);
    }

    @Test
    void aQuotaThatHardlyMovesHasNone() {
        assertThat(Floor.reachedAfterMillis(List.of(point(-4000, 1500), point(500, 1420)), STEP))
                .isEmpty();
        assertThat(Floor.reachedAfterMillis(List.of(point(-4000, 1500)), STEP)).isEmpty();
    }

    @Test
    void neitherHasBestEffortWithoutAQuota() {
        assertThat(Floor.reachedAfterMillis(List.of(new Point(STEP.minusSeconds(1), Optional.empty())), STEP))
                .isEmpty();
    }
}
