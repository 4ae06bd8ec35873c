package io.sublet.manager.overcommit;

import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.ExtendedResources;
import io.sublet.model.reason.Reason;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CappedSum;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.OriginExtendedAllocatable;
import java.time.Instant;
import java.util.Optional;

/**
 * What a Node would show if every difference were written. This is where batch changes from the machine's own CPUs to those of
 * base speed.
 *
 * @param origin batch before third parties take theirs
 * @param amounts what is left for pods
 * @param mayOnlyFall why no amount must exceed what is published; empty if all inputs were there
 * @param nextCheck when it changes of itself
 */
public record Target(
        OriginExtendedAllocatable origin, ExtendedAmounts amounts, Optional<Reason> mayOnlyFall, Instant nextCheck) {
    static Target of(NodeOffer.Offered offer, OfferHold hold, Ratio speed) {
        ThirdPartyAllocations taken = offer.batch().machine().thirdParty();
        OriginExtendedAllocatable origin = new OriginExtendedAllocatable(
                NormalizedCpu.of(hold.amount().cpu(), speed), hold.amount().memory());
        ExtendedAmounts amounts = new ExtendedAmounts(
                new NormalizedCpu(
                        Math.max(0, origin.batchCpu().value() - taken.batchCpu().value())),
                origin.batchMemory().minus(taken.batchMemory()).atLeastZero(),
                offer.mid().amount().cpu(),
                offer.mid().amount().memory());
        Instant next = hold.waiting()
                .flatMap(OfferHold.Waiting::next)
                .filter(at -> at.isBefore(offer.validUntil()))
                .orElse(offer.validUntil());
        return new Target(origin, amounts, offer.mayOnlyFall(), next);
    }

    /** Nothing for batch: the node's agent takes no more batch pods. What runs there stays. */
    Target closedToBatch() {
        return new Target(
                new OriginExtendedAllocatable(NormalizedCpu.ZERO, Bytes.ZERO),
                new ExtendedAmounts(NormalizedCpu.ZERO, Bytes.ZERO, amounts.midCpu(), amounts.midMemory()),
                mayOnlyFall,
                nextCheck);
    }

    /** Bounded by what is published, with zero for a resource that is not. */
    Target notOver(ExtendedResources published) {
        ExtendedAmounts shown = published.orZero();
        long otherCpu = origin.batchCpu().value() - amounts.batchCpu().value();
        long otherMemory = origin.batchMemory().value() - amounts.batchMemory().value();
        OriginExtendedAllocatable bound = new OriginExtendedAllocatable(
                origin.batchCpu()
                        .min(new NormalizedCpu(CappedSum.of(shown.batchCpu().value(), otherCpu))),
                origin.batchMemory()
                        .min(new Bytes(CappedSum.of(shown.batchMemory().value(), otherMemory))));
        return new Target(bound, amounts.min(shown), mayOnlyFall, nextCheck);
    }

    /**
     * What is published to batch, third parties' part included, in the machine's own CPUs: from where the offer is raised.
     *
     * @return empty if nothing is published
     */
    static Optional<CpuMemory> shownToBatch(ExtendedResources published, ThirdPartyAllocations taken, Ratio speed) {
        if (published.batchCpu().isEmpty() || published.batchMemory().isEmpty()) {
            return Optional.empty();
        }
        long cpu = CappedSum.of(
                published.batchCpu().get().value(), taken.batchCpu().value());
        long memory = CappedSum.of(
                published.batchMemory().get().value(), taken.batchMemory().value());
        return Optional.of(new CpuMemory(new NormalizedCpu(cpu).onMachine(speed), new Bytes(memory)).atLeastZero());
    }
}
