package io.sublet.agent.decide.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComebackTest {
    private static final long MILLI = 1_000_000;
    private static final MilliCpu HAD = new MilliCpu(1200);
    private static final MilliCpu LESS = new MilliCpu(100);

    private static Comeback after(Comeback last, MilliCpu had, long millis) {
        return Comeback.after(Optional.of(last), had, millis * MILLI);
    }

    private static Optional<MilliCpu> due(Comeback back, long millis) {
        return back.due(millis * MILLI);
    }

    @Test
    void whatWasTakenIsDueAfterTheHoldAndForAWhile() {
        Comeback back = Comeback.after(Optional.empty(), HAD, 0);
        assertThat(due(back, 299)).isEmpty();
        assertThat(due(back, 300)).contains(HAD);
        assertThat(due(back, 2299)).contains(HAD);
        assertThat(due(back, 2300)).isEmpty();
    }

    @Test
    void aSurgeThatGoesOnIsOneAndHoldsOn() {
        Comeback back = after(Comeback.after(Optional.empty(), HAD, 0), LESS, 200);
        assertThat(back.before()).isEqualTo(HAD);
        assertThat(due(back, 499)).isEmpty();
        assertThat(due(back, 500)).contains(HAD);
    }

    @Test
    void surgesInARowHoldLongerAndLonger() {
        Comeback back = Comeback.after(Optional.empty(), HAD, 0);
        long at = 0;
        for (int holdMillis : new int[] {300, 600, 1200, 2400, 4800, 5000, 5000}) {
            assertThat(back.hold()).isEqualTo(Duration.ofMillis(holdMillis));
            at += holdMillis + 50;
            back = after(back, HAD, at);
        }
    }

    @Test
    void aSurgeLongAfterAnotherIsTheFirstAgain() {
        Comeback second = after(Comeback.after(Optional.empty(), HAD, 0), HAD, 400);
        assertThat(second.hold()).isEqualTo(Duration.ofMillis(600));
        assertThat(after(second, LESS, 400 + 6000)).isEqualTo(new Comeback(LESS, 6400 * MILLI, Duration.ofMillis(300)));
    }
}
