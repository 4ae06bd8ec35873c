package io.sublet.manager.overcommit;

import io.sublet.manager.view.TopologyView;
import java.time.Instant;
import java.util.List;

/** What a node can give to mid and batch. Mid comes first, and batch gets what mid has not been promised. */
public final class NodeCapacity {
    private NodeCapacity() {}

    public static NodeOffer offer(NodeSituation situation, Instant now) {
        List<ZoneCapacity.Zone> zones = situation
                .topology()
                .map(TopologyView::zones)
                .map(ZoneCapacity::zones)
                .orElse(List.of());
        return switch (Intake.of(situation, zones.size(), now)) {
            case Intake.Fit fit -> {
                MidFormula mid = MidCapacity.formula(fit.figures());
                BatchFormula batch = BatchCapacity.formula(fit.figures(), mid.amount());
                yield new NodeOffer.Offered(
                        batch, mid, ZoneCapacity.formulas(fit.figures(), zones), fit.mayOnlyFall(), fit.validUntil());
            }
            case Intake.Unfit(var reason) -> new NodeOffer.Refused(reason);
            case Intake.Undecided(var reason, var nextCheck) -> new NodeOffer.Unknown(reason, nextCheck);
        };
    }
}
