package io.sublet.manager.overcommit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.StableOffer;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OfferHoldProps {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** An offer and the seconds since the one before, fewer than none where the clock is set back. */
    record Step(long seconds, CpuMemory offer) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<CpuMemory> offers = Combinators.combine(
                        Arbitraries.longs().between(0, 100_000),
                        Arbitraries.longs().between(0, 1L << 40))
                .as(CpuMemory::of);
        return Combinators.combine(Arbitraries.longs().between(-100, 200), offers)
                .as(Step::new)
                .list()
                .ofMaxSize(30);
    }

    @Provide
    Arbitrary<StableOffer> rules() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 900), Arbitraries.longs().between(0, 100))
                .as((seconds, percent) -> new StableOffer(true, Duration.ofSeconds(seconds), new Percent(percent)));
    }

    @Property(seed = "20261126")
    void neverOverTheOfferAndRaisedOnlyUpToTheLowOfTheLastMinutes(
            @ForAll("steps") List<Step> steps, @ForAll("rules") StableOffer rule) {
        OfferHistory history = OfferHistory.NONE;
        Optional<CpuMemory> shown = Optional.empty();
        Instant now = START;
        for (Step step : steps) {
            now = now.plusSeconds(step.seconds);
            OfferHold hold = OfferHold.of(step.offer, history, shown, rule, now);
            CpuMemory low = hold.history().quantile(rule.quantile());
            CpuMemory from = shown.orElse(CpuMemory.ZERO);

            assertThat(hold.amount()).isEqualTo(hold.amount().min(step.offer));
            assertThat(hold.amount()).isEqualTo(hold.amount().min(from.max(low)));
            assertThat(hold.amount()).isEqualTo(hold.amount().max(step.offer.min(from)));
            assertThat(hold.waiting().isEmpty()).isEqualTo(hold.amount().equals(step.offer));
            history = hold.history();
            shown = Optional.of(hold.amount());
        }
    }

    @Property(seed = "20261126")
    void anOfferThatStandsIsGivenInTheEnd(
            @ForAll("steps") List<Step> steps, @ForAll("rules") StableOffer rule, @ForAll("steps") List<Step> last) {
        OfferHistory history = OfferHistory.NONE;
        Instant now = START;
        for (Step step : steps) {
            now = now.plusSeconds(step.seconds);
            history = OfferHold.of(step.offer, history, Optional.empty(), rule, now)
                    .history();
        }
        CpuMemory offer = last.isEmpty() ? CpuMemory.of(1, 1) : last.getFirst().offer;
        // The clock may have been set back, behind which the history begins anew only after a span.
        Instant caughtUp = now.plusSeconds(4000);
        Instant enough = caughtUp.plus(rule.hold().multipliedBy(4));
        for (Instant at = now;
                at.isBefore(enough);
                at = at.plus(
                        at.isBefore(caughtUp)
                                ? Duration.ofSeconds(100)
                                : rule.hold().dividedBy(4))) {
            history = OfferHold.of(offer, history, Optional.of(CpuMemory.ZERO), rule, at)
                    .history();
        }

        assertThat(OfferHold.of(offer, history, Optional.of(CpuMemory.ZERO), rule, enough)
                        .amount())
                .isEqualTo(offer);
    }

    @Property(seed = "20261126")
    void afterARestartNothingIsRaisedWithinTheHold(
            @ForAll("steps") List<Step> steps, @ForAll("rules") StableOffer rule) {
        OfferHistory history = OfferHistory.NONE;
        CpuMemory published = CpuMemory.of(50_000, 1L << 39);
        Instant now = START;
        for (Step step : steps) {
            Instant next = now.plusSeconds(Math.abs(step.seconds));
            if (!next.isBefore(START.plus(rule.hold()))) {
                return;
            }
            now = next;
            OfferHold hold = OfferHold.of(step.offer, history, Optional.of(published), rule, now);
            assertThat(hold.amount()).isEqualTo(hold.amount().min(published));
            history = hold.history();
            published = hold.amount();
        }
    }
}
