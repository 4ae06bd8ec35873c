package io.sublet.manager.overcommit;

import io.sublet.model.reason.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a node can give to the tiers below prod at one moment, whatever it shows now. */
public sealed interface NodeOffer {
    /**
     * An amount of each resource.
     *
     * @param zones one for each NUMA zone; empty where there are none
     * @param mayOnlyFall why no amount must exceed what is published; empty if all inputs were there
     * @param validUntil when the report becomes too old
     */
    record Offered(
            BatchFormula batch,
            MidFormula mid,
            List<ZoneFormula> zones,
            Optional<Reason> mayOnlyFall,
            Instant validUntil)
            implements NodeOffer {
        public Offered {
            zones = List.copyOf(zones);
        }
    }

    /** Nothing, and what is published must go. */
    record Refused(Reason reason) implements NodeOffer {}

    /** It cannot be said, so what is published stays as it is. */
    record Unknown(Reason reason, Optional<Instant> nextCheck) implements NodeOffer {}
}
