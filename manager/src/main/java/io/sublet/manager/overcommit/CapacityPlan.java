package io.sublet.manager.overcommit;

import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.OriginExtendedAllocatable;
import java.time.Instant;
import java.util.Optional;

/** What is done to a Node's extended resources, with its reason. */
public sealed interface CapacityPlan {
    Reason reason();

    /** When to look again although nothing has happened; empty if only an event can change the plan. */
    Optional<Instant> nextCheck();

    /**
     * Write these amounts.
     *
     * @param origin what batch would be if third parties had taken nothing
     */
    record Publish(
            ExtendedAmounts amounts, OriginExtendedAllocatable origin, Reason reason, Optional<Instant> nextCheck)
            implements CapacityPlan {}

    /** Remove extended resources from the node. */
    record Withdraw(Reason reason) implements CapacityPlan {
        @Override
        public Optional<Instant> nextCheck() {
            return Optional.empty();
        }
    }

    /** Write nothing. */
    record Keep(Reason reason, Optional<Instant> nextCheck) implements CapacityPlan {}
}
