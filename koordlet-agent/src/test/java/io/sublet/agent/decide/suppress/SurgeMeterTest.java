package io.sublet.agent.decide.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.observe.FastWatch;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SurgeMeterTest {
    private static final MilliCpu TWO = MilliCpu.ofCpus(2);
    private static final long LOOK_MILLIS = 20;

    /** What is there for online usage, of two CPUs. */
    private static final long ROOM = 700;

    private SurgeMeter meter = SurgeMeter.NONE;

    private void look(long online) {
        look(online, LOOK_MILLIS);
    }

    private void look(long online, long millis) {
        look(online, millis, 2000);
    }

    private void look(long online, long millis, long node) {
        meter = meter.next(
                cpu(online - ROOM, millis),
                new FastWatch.Usage(
                        new MilliCpu(node), cpu(node, millis), cpu(online, millis), Duration.ofMillis(millis)),
                TWO);
    }

    private static Duration cpu(long milliCpu, long millis) {
        return Duration.ofNanos(milliCpu * millis * 1000);
    }

    /** Looks until it is a surge; how many it took. */
    private int looksUntilSurge(LongUnaryOperator online) {
        for (int looks = 1; looks <= 1000; looks++) {
            look(online.applyAsLong(looks));
            if (meter.isSurge(TWO)) {
                return looks;
            }
        }
        return Integer.MAX_VALUE;
    }

    @Test
    void aStepToAllCpusIsSeenInThreeLooksAndASmallOneLater() {
        assertThat(looksUntilSurge(look -> 2000)).isEqualTo(3);
        assertThat(meter.level()).isEqualTo(TWO);
        meter = SurgeMeter.NONE;
        assertThat(looksUntilSurge(look -> 1000)).isEqualTo(10);
        meter = SurgeMeter.NONE;
        assertThat(looksUntilSurge(look -> 700)).isEqualTo(Integer.MAX_VALUE);
    }

    /** What went before, when there was no surge yet, would make it look smaller than it is. */
    @Test
    void theLevelCountsFromWhenTheSumBeganToRise() {
        look(1500);
        look(1500);
        look(600);
        look(2000);
        look(2000);
        assertThat(meter.isSurge(TWO)).isTrue();
        assertThat(meter.level()).isEqualTo(TWO);
    }

    /** Counters of two CPUs, each behind by up to 4 ms. */
    @Test
    void onlineUsageMayBeMoreThanWasCounted() {
        look(1500);
        look(1500);
        look(1500);
        assertThat(meter.level()).isEqualTo(new MilliCpu(1500));
        assertThat(meter.most(TWO)).isEqualTo(new MilliCpu(1700));
        look(2000);
        assertThat(meter.most(TWO)).isEqualTo(new MilliCpu(1800));
    }

    /** Two threads on one CPU, beside best effort on the other. */
    @Test
    void whereTheNodeWasFullForAPeriodOnlineUsageMayBeAllOfIt() {
        look(1000);
        look(1000, 80);
        assertThat(meter.most(TWO)).isEqualTo(new MilliCpu(1100));
        look(1000);
        assertThat(meter.level()).isEqualTo(new MilliCpu(1000));
        assertThat(meter.most(TWO)).isEqualTo(TWO);
        meter = SurgeMeter.NONE;
        look(1000);
        look(1000, 100, 1800);
        assertThat(meter.most(TWO)).isEqualTo(new MilliCpu(1080));
    }

    /** The surge began somewhere in it. */
    @Test
    void theFirstLookCountsForTheSumAndNotForTheLevel() {
        look(1300);
        look(2000);
        look(2000);
        assertThat(meter.isSurge(TWO)).isTrue();
        assertThat(meter.level()).isEqualTo(TWO);
    }

    @Test
    void aSingleLongLookIsEnough() {
        look(1500, 200);
        assertThat(meter.isSurge(TWO)).isTrue();
        assertThat(meter.level()).isEqualTo(new MilliCpu(1500));
    }

    /** A service that collects its garbage takes both CPUs for a moment. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void burstsOfFortyMillisecondsAreNone(int phase) {
        assertThat(looksUntilSurge(look -> (look + phase) % 10 < 2 ? 2000 : 300))
                .isEqualTo(Integer.MAX_VALUE);
    }

    /** Requests of 3 ms that come by chance, 200 in a second, beside room for a tenth of a CPU more. */
    @Test
    void requestsByChanceAreSeldomTakenForOne() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int surges = 0;
        for (int look = 0; look < 50 * 600; look++) {
            int requests = 0;
            for (double at = -Math.log(random.nextDouble()) * 5; at < LOOK_MILLIS; ) {
                requests++;
                at -= Math.log(random.nextDouble()) * 5;
            }
            look(requests * 3L * 1000 / LOOK_MILLIS);
            if (meter.isSurge(TWO)) {
                surges++;
                meter = SurgeMeter.NONE;
            }
        }
        assertThat(surges).as("surges in ten minutes, seed " + seed).isLessThan(60);
    }

    @Test
    void afterAnAnswerASurgeThatGrowsIsFollowedAtOnce() {
        looksUntilSurge(look -> 1500);
        meter = meter.answered();
        assertThat(meter.isSurge(TWO)).isFalse();
        look(2000);
        look(2000);
        assertThat(meter.isSurge(TWO)).isTrue();
        assertThat(meter.level()).isEqualTo(TWO);
    }

    @Test
    void whatIsBelowIsTakenOffAgain() {
        looksUntilSurge(look -> 2000);
        meter = meter.answered();
        for (int look = 0; look < 8; look++) {
            look(300);
        }
        assertThat(meter).isEqualTo(SurgeMeter.NONE);
    }

    /** A counter that was behind is made up for in the next look. */
    @Test
    void counterTicksCancelOut() {
        assertThat(looksUntilSurge(look -> look % 2 == 0 ? -300 : 1500)).isEqualTo(Integer.MAX_VALUE);
    }
}
