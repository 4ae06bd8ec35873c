package io.sublet.manager.overcommit;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.crds.config.SyncRules;
import io.sublet.manager.view.Published;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Ratio;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything that one pass over a node found: what was known, what can be offered, and what is done.
 *
 * @param hold how much of the offer counts; empty where there is none
 */
public record NodeAssessment(
        NodeSituation situation,
        NodeOffer offer,
        Optional<OfferHold> hold,
        CapacityRatios ratios,
        CapacityPlan plan,
        SyncRules rules) {
    /** What one pass leaves to the next. */
    public record Memory(Instant lastWrite, OfferHistory history) {}

    static NodeAssessment of(NodeSituation situation, Memory memory, Instant now) {
        NodeOffer offer = NodeCapacity.offer(situation, now);
        CapacityRatios ratios = CapacityRatios.of(situation);
        Published published = situation.node().published();
        SyncRules rules = strategy(situation).sync();
        return switch (offer) {
            case NodeOffer.Offered offered -> {
                Ratio speed = ratios.normalization().speed();
                Optional<CpuMemory> shown = Target.shownToBatch(
                        published.allocatable(), offered.batch().machine().thirdParty(), speed);
                OfferHold hold = OfferHold.of(
                        offered.batch().result(),
                        memory.history(),
                        shown,
                        strategy(situation).stableOffer(),
                        now);
                Target target = Target.of(offered, hold, speed);
                CapacityPlan plan = SyncDecision.plan(
                        situation.closed().isPresent() ? target.closedToBatch() : target,
                        published,
                        new SyncDecision.Terms(memory.lastWrite(), rules, now));
                yield new NodeAssessment(situation, offer, Optional.of(hold), ratios, plan, rules);
            }
            case NodeOffer.Refused(var reason) ->
                new NodeAssessment(
                        situation, offer, Optional.empty(), ratios, SyncDecision.withdraw(published, reason), rules);
            case NodeOffer.Unknown(var reason, var check) ->
                new NodeAssessment(
                        situation, offer, Optional.empty(), ratios, new CapacityPlan.Keep(reason, check), rules);
        };
    }

    private static ColocationStrategy strategy(NodeSituation situation) {
        return situation.strategy() instanceof NodeStrategy.Effective effective
                ? effective.strategy()
                : ColocationStrategy.DEFAULT;
    }

    /** For the next pass. */
    OfferHistory historyAfter(OfferHistory before) {
        return hold.map(OfferHold::history).orElse(before);
    }
}
