package io.sublet.manager.overcommit;

import io.sublet.model.reason.Reason;
import io.sublet.model.resource.CpuMemory;
import java.time.Instant;
import java.util.Optional;

/** What is done to a Node's batch resources, with its reason. */
public sealed interface CapacityPlan {
    Reason reason();

    /** When to look again although nothing has happened; empty if only an event can change the plan. */
    Optional<Instant> nextCheck();

    /** Write this amount. */
    record Publish(CpuMemory amount, Reason reason, Optional<Instant> nextCheck) implements CapacityPlan {}

    /** Remove batch resources from the node. */
    record Withdraw(Reason reason) implements CapacityPlan {
        @Override
        public Optional<Instant> nextCheck() {
            return Optional.empty();
        }
    }

    /** Write nothing. */
    record Keep(Reason reason, Optional<Instant> nextCheck) implements CapacityPlan {}
}
