package io.sublet.manager.overcommit;

import io.sublet.crds.config.StableOffer;
import io.sublet.model.resource.CpuMemory;
import java.time.Instant;
import java.util.Optional;

/**
 * Lowers batch at once and raises it slowly, so that the ups and downs of an online service do not become promises that are
 * broken minutes later:
 *
 * <ol>
 *   <li>An offer below what is published counts as it is.
 *   <li>An offer above it counts up to a low quantile of the offers of the last minutes, once as much is known.
 *   <li>What is published is the point to raise from, so a restart forgets no promise and raises nothing early.
 *   <li>A node that shows nothing is offered at once what the known minutes allow: there is no promise to keep steady.
 * </ol>
 *
 * @param amount what is offered
 * @param history to be handed in next time
 * @param waiting what is kept back; empty if the offer counts as it is
 */
public record OfferHold(CpuMemory amount, OfferHistory history, Optional<Waiting> waiting) {
    /**
     * An offer that is not yet given in full.
     *
     * @param offer that of this moment
     * @param low the quantile of the last minutes
     * @param next when more may be given if this offer stands; empty if that depends on what comes
     */
    public record Waiting(CpuMemory offer, CpuMemory low, Optional<Instant> next) {}

    /** @param shown what is published to batch, third parties' part included, in the machine's own CPUs */
    static OfferHold of(
            CpuMemory offer, OfferHistory before, Optional<CpuMemory> shown, StableOffer rule, Instant now) {
        if (!rule.enabled()) {
            return new OfferHold(offer, OfferHistory.NONE, Optional.empty());
        }
        OfferHistory known = shown.isEmpty() && before.isOver(now) ? OfferHistory.NONE : before;
        OfferHistory history = known.with(offer, rule.hold(), now);
        CpuMemory low = history.quantile(rule.quantile());
        boolean complete = !now.isBefore(history.completeAt());
        CpuMemory from = shown.orElse(CpuMemory.ZERO);
        CpuMemory most = complete || shown.isEmpty() ? from.max(low) : from;
        CpuMemory amount = offer.min(most);
        return new OfferHold(
                amount,
                history,
                amount.equals(offer) ? Optional.empty() : Optional.of(waiting(offer, amount, history, rule)));
    }

    private static Waiting waiting(CpuMemory offer, CpuMemory amount, OfferHistory history, StableOffer rule) {
        Optional<Instant> next = history.exceedsAt(amount, offer, rule.quantile())
                .map(at -> at.isBefore(history.completeAt()) ? history.completeAt() : at);
        return new Waiting(offer, history.quantile(rule.quantile()), next);
    }
}
