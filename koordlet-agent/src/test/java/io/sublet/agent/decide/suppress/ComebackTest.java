package io.sublet.agent.decide.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComebackTest {
    private static final long MILLI = 1_000_000;
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final MilliCpu HAD = new MilliCpu(1200);
    private static final MilliCpu LESS = new MilliCpu(100);

    private static Comeback first() {
        return Comeback.surge(Optional.empty(), HAD, 0).calm(LOOK, LOOK);
    }

    private static Comeback surge(Comeback last, MilliCpu had, long millis) {
        return Comeback.surge(Optional.of(last), had, millis * MILLI).calm(LOOK, LOOK);
    }

    @Test
    void isDueAfterTheHoldAndForAWhile() {
        assertThat(first().isLasting(299 * MILLI)).isTrue();
        assertThat(first().isDue(299 * MILLI)).isFalse();
        assertThat(first().isLasting(300 * MILLI)).isFalse();
        assertThat(first().isDue(300 * MILLI)).isTrue();
        assertThat(first().isDue(2299 * MILLI)).isTrue();
        assertThat(first().isDue(2300 * MILLI)).isFalse();
    }

    @Test
    void isNotDueWhereNobodyHasLookedSince() {
        assertThat(Comeback.surge(Optional.empty(), HAD, 0).isDue(500 * MILLI)).isFalse();
    }

    @Test
    void aSurgeThatGoesOnIsOneAndHoldsOn() {
        Comeback back = surge(first(), LESS, 200);
        assertThat(back.before()).isEqualTo(HAD);
        assertThat(back.isDue(499 * MILLI)).isFalse();
        assertThat(back.isDue(500 * MILLI)).isTrue();
    }

    @Test
    void aLongSurgeIsFollowedByTheStepsOfTheTick() {
        Comeback back = first();
        for (long millis = 100; millis < 2000; millis += 100) {
            back = surge(back, LESS, millis);
        }
        assertThat(back.isDue(2200 * MILLI)).isTrue();
        back = surge(back, LESS, 2000);
        assertThat(back.isLasting(2299 * MILLI)).isTrue();
        assertThat(back.isLasting(2300 * MILLI)).isFalse();
        assertThat(back.isDue(2300 * MILLI)).isFalse();
    }

    @Test
    void surgesInARowHoldLongerAndLonger() {
        Comeback back = first();
        long at = 0;
        for (int holdMillis : new int[] {300, 600, 1200, 2000, 2000}) {
            assertThat(back.hold()).isEqualTo(Duration.ofMillis(holdMillis));
            at += holdMillis + 50;
            back = surge(back, HAD, at);
        }
    }

    @Test
    void aSurgeLongAfterAnotherIsTheFirstAgain() {
        Comeback second = surge(first(), HAD, 400);
        assertThat(second.hold()).isEqualTo(Duration.ofMillis(600));
        Comeback third = surge(second, LESS, 400 + 6000);
        assertThat(third.hold()).isEqualTo(Duration.ofMillis(300));
        assertThat(third.before()).isEqualTo(LESS);
    }

    @Test
    void theLevelIsThatSinceTheSurge() {
        Comeback back = first().calm(Duration.ofMillis(30), LOOK).calm(Duration.ofMillis(-2), LOOK);
        assertThat(back.level()).isEqualTo(new MilliCpu(800));
        assertThat(surge(back, HAD, 100).level()).isEqualTo(new MilliCpu(1000));
    }
}
