package io.sublet.model.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FenceTest {
    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos = -5;
    private final Fence fence = new Fence(Duration.ofSeconds(20), new WallClock(), () -> nanos);

    private void pass(long wallSeconds, long monotonicSeconds) {
        wall = wall.plusSeconds(wallSeconds);
        nanos += Duration.ofSeconds(monotonicSeconds).toNanos();
    }

    @Test
    void isClosedBeforeTheFirstRenewal() {
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void closesWhenNoRenewalComes() {
        fence.renewed(fence.mark());
        pass(19, 19);
        assertThat(fence.isOpen()).isTrue();
        pass(1, 1);
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void countsFromTheBeginningOfTheRenewalNotFromItsEnd() {
        Fence.Mark asked = fence.mark();
        pass(15, 15);
        fence.renewed(asked);
        pass(5, 5);
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void isNotKeptOpenByAWallClockThatIsSetBack() {
        fence.renewed(fence.mark());
        pass(-3600, 20);
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void isClosedAfterASuspensionThatTheMonotonicClockDidNotSee() {
        fence.renewed(fence.mark());
        pass(3600, 0);
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void opensAgainWithTheNextRenewal() {
        fence.renewed(fence.mark());
        pass(30, 30);
        fence.renewed(fence.mark());
        assertThat(fence.isOpen()).isTrue();
    }

    private final class WallClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return wall;
        }
    }
}
