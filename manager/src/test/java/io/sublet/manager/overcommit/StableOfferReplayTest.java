package io.sublet.manager.overcommit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.crds.config.StableOffer;
import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.Published;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.model.unit.Percent;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.OriginExtendedAllocatable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A day of a noisy online service on many nodes, offered to batch with and without the hold. Writes the table of the design
 * document to {@code target/stable-offer.md}.
 */
class StableOfferReplayTest {
    private static final int NODES = 40;
    private static final int MINUTES = 24 * 60;
    private static final long CORES = 64_000;
    private static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");
    private static final StableOffer OFF = new StableOffer(false, Duration.ofMinutes(5), new Percent(10));

    /** What one rule led to, summed over all nodes. */
    private static final class Tally {
        private long writes;
        private long brokenPromises;
        private double cutCores;
        private double offered;
        private double overdrawn;

        private static double perNode(double sum) {
            return sum / NODES;
        }

        private String row(String name, Tally off) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.1f | %.0f | %.1f %% | %.2f |",
                    name,
                    perNode((double) writes),
                    perNode((double) brokenPromises),
                    perNode(cutCores),
                    100 * offered / off.offered,
                    overdrawn / NODES / MINUTES);
        }
    }

    /** Usage of each minute in milli-CPUs: the day's wave, slow wandering, noise, and bursts of some minutes. */
    private static long[] usage(Random random) {
        long[] usage = new long[MINUTES];
        double wander = 0;
        int burstUntil = 0;
        double burst = 0;
        for (int minute = 0; minute < MINUTES; minute++) {
            double wave = 0.30 - 0.15 * Math.cos(2 * Math.PI * minute / MINUTES);
            wander = 0.95 * wander + 0.012 * random.nextGaussian();
            if (minute >= burstUntil && random.nextInt(90) == 0) {
                burstUntil = minute + 2 + random.nextInt(8);
                burst = 0.10 + 0.20 * random.nextDouble();
            }
            double share = wave + wander + 0.04 * random.nextGaussian() + (minute < burstUntil ? burst : 0);
            usage[minute] = (long) (CORES * Math.clamp(share, 0.02, 0.95));
        }
        return usage;
    }

    /** What could be offered, by reports that are averages over five minutes as agents make them by default. */
    private static long possible(long[] usage, int minute) {
        long sum = 0;
        int from = Math.max(0, minute - 4);
        for (int at = from; at <= minute; at++) {
            sum += usage[at];
        }
        return Math.max(0, CORES * 65 / 100 - CORES / 20 - sum / (minute - from + 1));
    }

    private static void replay(long[] usage, StableOffer rule, Tally tally) {
        OfferHistory history = OfferHistory.NONE;
        Published published = Published.NONE;
        Instant lastWrite = MIDNIGHT;
        int lastRaise = -MINUTES;
        for (int minute = 0; minute < MINUTES; minute++) {
            Instant now = MIDNIGHT.plus(Duration.ofMinutes(minute));
            long possible = possible(usage, minute);
            long before = published.allocatable().orZero().batchCpu().value();
            Optional<CpuMemory> shown =
                    Target.shownToBatch(published.allocatable(), ThirdPartyAllocations.NONE, Ratio.ONE);
            OfferHold hold = OfferHold.of(CpuMemory.of(possible, 0), history, shown, rule, now);
            history = hold.history();
            CapacityPlan plan = SyncDecision.plan(
                    target(hold, now),
                    published,
                    new SyncDecision.Terms(lastWrite, ColocationStrategy.DEFAULT.sync(), now));
            if (plan instanceof CapacityPlan.Publish publish) {
                published = Published.of(publish.amounts());
                lastWrite = now;
                tally.writes++;
                long after = publish.amounts().batchCpu().value();
                tally.cutCores += Math.max(0, before - after) / 1000.0;
                if (after < before && minute - lastRaise < 10) {
                    tally.brokenPromises++;
                }
                lastRaise = after > before ? minute : lastRaise;
            }
            long shows = published.allocatable().orZero().batchCpu().value();
            tally.offered += shows / 1000.0;
            tally.overdrawn += Math.max(0, shows - possible) / 1000.0;
        }
    }

    private static Target target(OfferHold hold, Instant now) {
        NormalizedCpu cpu = new NormalizedCpu(hold.amount().cpu().value());
        return new Target(
                new OriginExtendedAllocatable(cpu, Bytes.ZERO),
                new ExtendedAmounts(cpu, Bytes.ZERO, MilliCpu.ZERO, Bytes.ZERO),
                Optional.empty(),
                now.plus(Duration.ofMinutes(15)));
    }

    private static Tally replay(StableOffer rule) {
        Tally tally = new Tally();
        for (int node = 0; node < NODES; node++) {
            replay(usage(new Random(node)), rule, tally);
        }
        return tally;
    }

    @Test
    void savesWritesAndBrokenPromisesForLittleCapacity() throws IOException {
        Tally off = replay(OFF);
        Tally usual = replay(ColocationStrategy.DEFAULT.stableOffer());

        List<String> table = new ArrayList<>();
        table.add("| hold | writes | broken promises | cores taken back | offered | overdrawn cores |");
        table.add("|---|---|---|---|---|---|");
        table.add(off.row("off", off));
        for (int seconds : new int[] {120, 300, 600, 900}) {
            for (int percent : new int[] {10, 50}) {
                StableOffer rule = new StableOffer(true, Duration.ofSeconds(seconds), new Percent(percent));
                table.add(replay(rule).row(seconds + " s, quantile " + percent, off));
            }
        }
        Files.write(Path.of("target", "stable-offer.md"), table);

        assertThat(ColocationStrategy.DEFAULT.stableOffer().enabled()).isTrue();
        assertThat(usual.writes).isLessThan(off.writes * 9 / 10);
        assertThat(usual.brokenPromises).isLessThan(off.brokenPromises * 3 / 4);
        assertThat(usual.overdrawn).isLessThan(off.overdrawn * 0.75);
        assertThat(usual.offered).isGreaterThan(off.offered * 0.92);
    }
}
