package io.sublet.manager.overcommit;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What could have been offered to batch on one node over the last minutes: the lowest offer of each of {@value #SLOTS} slots of
 * time. It does not change, and takes some 400 bytes however often offers come.
 */
public final class OfferHistory {
    public static final OfferHistory NONE = new OfferHistory(Duration.ZERO, Instant.MAX, 0, new long[0], new long[0]);

    static final int SLOTS = 20;
    /** In a slot without an offer. */
    private static final long NO_OFFER = -1;

    private final Duration span;
    private final Instant since;
    /** Number of the latest slot, counted from the epoch. */
    private final long latest;
    /** By slot number modulo {@link #SLOTS}. */
    private final long[] cpu;

    private final long[] memory;

    private OfferHistory(Duration span, Instant since, long latest, long[] cpu, long[] memory) {
        this.span = span;
        this.since = since;
        this.latest = latest;
        this.cpu = cpu;
        this.memory = memory;
    }

    /**
     * The history with one more offer. It starts anew if its span changes or if the clock was set back by as much; if it was
     * set back by less, the offer counts for the latest slot. Where no offer came for a whole span, the one before stood until
     * now: otherwise a node that is seldom looked at would never have a whole history.
     */
    OfferHistory with(CpuMemory offer, Duration ofSpan, Instant now) {
        long slot = slot(now, ofSpan);
        if (slot - latest >= SLOTS && cpu.length > 0 && ofSpan.equals(span)) {
            return stoodUntil(slot - 1).with(offer, ofSpan, now);
        }
        if (cpu.length == 0 || !ofSpan.equals(span) || latest - slot >= SLOTS) {
            long[] none = new long[SLOTS];
            Arrays.fill(none, NO_OFFER);
            return new OfferHistory(ofSpan, now, slot, none, none).with(offer, ofSpan, now);
        }
        long last = Math.max(slot, latest);
        int index = Math.floorMod(last, SLOTS);
        if (last == latest
                && lower(cpu[index], offer.cpu().value()) == cpu[index]
                && lower(memory[index], offer.memory().value()) == memory[index]) {
            return this;
        }
        long[] cpus = cpu.clone();
        long[] memories = memory.clone();
        for (long passed = latest + 1; passed <= last; passed++) {
            cpus[Math.floorMod(passed, SLOTS)] = NO_OFFER;
            memories[Math.floorMod(passed, SLOTS)] = NO_OFFER;
        }
        cpus[index] = lower(cpus[index], offer.cpu().value());
        memories[index] = lower(memories[index], offer.memory().value());
        return new OfferHistory(span, since, last, cpus, memories);
    }

    private OfferHistory stoodUntil(long slot) {
        long[] cpus = new long[SLOTS];
        long[] memories = new long[SLOTS];
        Arrays.fill(cpus, NO_OFFER);
        Arrays.fill(memories, NO_OFFER);
        cpus[Math.floorMod(slot, SLOTS)] = cpu[Math.floorMod(latest, SLOTS)];
        memories[Math.floorMod(slot, SLOTS)] = memory[Math.floorMod(latest, SLOTS)];
        return new OfferHistory(span, since, slot, cpus, memories);
    }

    /** Whether the last offer is longer ago than the history spans. */
    boolean isOver(Instant now) {
        return cpu.length == 0 || slot(now, span) - latest >= SLOTS;
    }

    private static long lower(long known, long offer) {
        return known == NO_OFFER ? offer : Math.min(known, offer);
    }

    private static long slot(Instant now, Duration span) {
        return Math.floorDiv(now.toEpochMilli(), slotMillis(span));
    }

    private static long slotMillis(Duration span) {
        return Math.max(1, span.toMillis() / SLOTS);
    }

    /** From when on the history spans all that it should. */
    Instant completeAt() {
        return since.plus(span);
    }

    /** The quantile over the slots that have offers, resource by resource; the history must have an offer. */
    CpuMemory quantile(Percent quantile) {
        return CpuMemory.of(quantile(cpu, quantile, latest, NO_OFFER), quantile(memory, quantile, latest, NO_OFFER));
    }

    /**
     * When the quantile of a resource first exceeds a bound if the latest offer stands and nothing else comes.
     *
     * @return empty if that is not within a span
     */
    Optional<Instant> exceedsAt(CpuMemory bound, CpuMemory offer, Percent quantile) {
        for (long slot = latest + 1; slot <= latest + SLOTS; slot++) {
            if (quantile(cpu, quantile, slot, offer.cpu().value()) > bound.cpu().value()
                    || quantile(memory, quantile, slot, offer.memory().value())
                            > bound.memory().value()) {
                return Optional.of(Instant.ofEpochMilli(Math.multiplyExact(slot, slotMillis(span))));
            }
        }
        return Optional.empty();
    }

    /** As it will be once the clock has reached a later slot and an offer has come in it. */
    private long quantile(long[] offers, Percent quantile, long at, long last) {
        long[] sorted = new long[SLOTS + 1];
        int count = 0;
        for (long slot = at - SLOTS + 1; slot <= latest; slot++) {
            long offer = offers[Math.floorMod(slot, SLOTS)];
            if (offer != NO_OFFER) {
                sorted[count++] = offer;
            }
        }
        if (last != NO_OFFER) {
            sorted[count++] = last;
        }
        Arrays.sort(sorted, 0, count);
        int rank = (int) Math.ceilDiv(quantile.value() * count, 100L);
        return sorted[Math.clamp(rank - 1L, 0, count - 1)];
    }
}
