package io.sublet.manager.overcommit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.StableOffer;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OfferHoldTest {
    private static final StableOffer RULE = new StableOffer(true, Duration.ofMinutes(5), new Percent(10));
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private OfferHistory history = OfferHistory.NONE;
    private Optional<CpuMemory> shown = Optional.empty();

    /** One pass, after which what is held is published. */
    private OfferHold offer(int minute, long amount) {
        return offer(RULE, START.plus(Duration.ofMinutes(minute)), amount);
    }

    private OfferHold offer(StableOffer rule, Instant now, long amount) {
        OfferHold hold = OfferHold.of(amount(amount), history, shown, rule, now);
        history = hold.history();
        shown = Optional.of(hold.amount());
        return hold;
    }

    private static CpuMemory amount(long amount) {
        return CpuMemory.of(amount, amount * 1000);
    }

    private void steady(int from, int to, long amount) {
        for (int minute = from; minute < to; minute++) {
            offer(minute, amount);
        }
    }

    @Test
    void aFirstOfferCountsAtOnce() {
        assertThat(offer(0, 100).amount()).isEqualTo(amount(100));
    }

    @Test
    void lowersAtOnce() {
        steady(0, 10, 100);

        assertThat(offer(10, 40).amount()).isEqualTo(amount(40));
    }

    @Test
    void raisesOnceTheOfferHasStoodForTheHold() {
        steady(0, 10, 40);

        steady(10, 14, 100);
        assertThat(shown).contains(amount(40));
        steady(14, 16, 100);
        assertThat(shown).contains(amount(100));
    }

    @Test
    void aTroughOfTheLoadIsNotPromised() {
        steady(0, 10, 40);

        offer(10, 100);
        offer(11, 40);

        assertThat(offer(12, 100).amount()).isEqualTo(amount(40));
    }

    @Test
    void saysWhenMoreMayBeGiven() {
        steady(0, 10, 40);

        OfferHold hold = offer(10, 100);

        assertThat(hold.waiting()).hasValueSatisfying(waiting -> {
            assertThat(waiting.offer()).isEqualTo(amount(100));
            assertThat(waiting.low()).isEqualTo(amount(40));
            assertThat(waiting.next())
                    .hasValueSatisfying(at -> assertThat(at)
                            .isAfterOrEqualTo(START.plus(Duration.ofMinutes(13)))
                            .isBeforeOrEqualTo(START.plus(Duration.ofMinutes(15))));
        });
        Instant next = hold.waiting().flatMap(OfferHold.Waiting::next).orElseThrow();
        assertThat(offer(RULE, next, 100).amount()).isEqualTo(amount(100));
    }

    @Test
    void aRestartRaisesNothingBeforeTheHoldHasPassedAgain() {
        steady(0, 10, 40);
        history = OfferHistory.NONE;

        steady(10, 15, 100);
        assertThat(shown).contains(amount(40));
        assertThat(offer(15, 100).amount()).isEqualTo(amount(100));
    }

    @Test
    void aRestartLowersAtOnce() {
        steady(0, 10, 40);
        history = OfferHistory.NONE;

        assertThat(offer(10, 30).amount()).isEqualTo(amount(30));
    }

    @Test
    void aNodeThatComesBackGetsNoMoreThanTheLastMinutesAllowed() {
        steady(0, 10, 40);
        shown = Optional.empty();

        assertThat(offer(10, 100).amount()).isEqualTo(amount(40));
    }

    @Test
    void aNodeThatComesBackAfterLongBeginsAnew() {
        steady(0, 10, 40);
        shown = Optional.empty();

        assertThat(offer(60, 100).amount()).isEqualTo(amount(100));
    }

    /** Reports that come further apart than the hold is long. */
    @Test
    void anOfferThatIsSeldomLookedAtRisesAtTheSecondLook() {
        offer(0, 40);
        offer(10, 100);
        assertThat(shown).contains(amount(40));

        assertThat(offer(20, 100).amount()).isEqualTo(amount(100));
    }

    @Test
    void aClockSetBackRaisesNothing() {
        steady(60, 70, 40);

        assertThat(offer(69, 100).amount()).isEqualTo(amount(40));
        assertThat(offer(0, 100).amount()).isEqualTo(amount(40));
    }

    @Test
    void aHigherQuantileForgivesShortBursts() {
        StableOffer lenient = new StableOffer(true, Duration.ofMinutes(5), new Percent(50));
        for (int minute = 0; minute < 10; minute++) {
            offer(lenient, START.plus(Duration.ofMinutes(minute)), 100);
        }
        offer(lenient, START.plus(Duration.ofMinutes(10)), 40);

        assertThat(offer(lenient, START.plus(Duration.ofMinutes(11)), 100).amount())
                .isEqualTo(amount(100));
    }

    @Test
    void resourcesAreHeldEachOnItsOwn() {
        steady(0, 10, 40);

        CpuMemory lessMemory = CpuMemory.of(100, 1000);

        assertThat(OfferHold.of(lessMemory, history, shown, RULE, START.plus(Duration.ofMinutes(10)))
                        .amount())
                .isEqualTo(CpuMemory.of(40, 1000));
    }

    @Test
    void offRaisesAtOnce() {
        StableOffer off = new StableOffer(false, Duration.ofMinutes(5), new Percent(10));
        offer(off, START, 40);

        assertThat(offer(off, START, 100).amount()).isEqualTo(amount(100));
    }
}
