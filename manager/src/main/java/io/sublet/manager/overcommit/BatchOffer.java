package io.sublet.manager.overcommit;

import io.sublet.model.reason.Reason;
import io.sublet.model.resource.CpuMemory;
import java.time.Instant;
import java.util.Optional;

/** What a node can give to batch at one moment, whatever it shows now. */
public sealed interface BatchOffer {
    /**
     * An amount.
     *
     * @param mayOnlyFall why the amount must not exceed what is published; empty if all inputs were there
     * @param validUntil when the report becomes too old
     */
    record Offered(BatchFormula formula, Optional<Reason> mayOnlyFall, Instant validUntil) implements BatchOffer {
        public CpuMemory amount() {
            return formula.offer();
        }
    }

    /** Nothing, and what is published must go. */
    record Refused(Reason reason) implements BatchOffer {}

    /** It cannot be said, so what is published stays as it is. */
    record Unknown(Reason reason, Optional<Instant> nextCheck) implements BatchOffer {}
}
