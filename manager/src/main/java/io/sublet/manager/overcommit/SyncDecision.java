package io.sublet.manager.overcommit;

import io.sublet.crds.config.SyncRules;
import io.sublet.manager.view.PublishedBatch;
import io.sublet.model.reason.Reason;
import io.sublet.model.resource.CpuMemory;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a Node is written. A withdrawal is written at once, a difference over the threshold too; a smaller one waits until
 * the last write is long enough ago, so that noise costs no writes.
 */
public final class SyncDecision {
    private SyncDecision() {}

    /**
     * The plan for one node.
     *
     * @param lastWrite when the node was last written, or first seen
     */
    public static CapacityPlan plan(
            BatchOffer offer, PublishedBatch published, Instant lastWrite, SyncRules rules, Instant now) {
        return switch (offer) {
            case BatchOffer.Refused(Reason reason) -> withdraw(published, reason);
            case BatchOffer.Unknown(Reason reason, Optional<Instant> check) -> new CapacityPlan.Keep(reason, check);
            case BatchOffer.Offered offered -> {
                Optional<CpuMemory> shown = published.allocatable().both();
                if (offered.mayOnlyFall().isEmpty()) {
                    yield towards(offered.amount(), offered.validUntil(), published, new Times(lastWrite, rules, now));
                }
                if (shown.isEmpty()) {
                    yield withdraw(published, offered.mayOnlyFall().get());
                }
                CpuMemory lower = offered.amount().min(shown.get());
                yield towards(lower, offered.validUntil(), published, new Times(lastWrite, rules, now));
            }
        };
    }

    private record Times(Instant lastWrite, SyncRules rules, Instant now) {
        Instant refresh() {
            return lastWrite.plus(rules.refreshAfter());
        }
    }

    private static CapacityPlan withdraw(PublishedBatch published, Reason reason) {
        return published.isNone()
                ? new CapacityPlan.Keep(reason.with("published", "nothing"), Optional.empty())
                : new CapacityPlan.Withdraw(reason);
    }

    private static CapacityPlan towards(CpuMemory amount, Instant validUntil, PublishedBatch published, Times times) {
        Optional<CpuMemory> shown = published.allocatable().both();
        OvercommitReason code;
        if (shown.isEmpty()) {
            code = OvercommitReason.FirstOffer;
        } else if (!published.capacity().equals(published.allocatable())) {
            code = OvercommitReason.ListsDiffer;
        } else if (shown.get().equals(amount)) {
            return new CapacityPlan.Keep(reason(OvercommitReason.Unchanged, amount, shown), Optional.of(validUntil));
        } else if (exceeds(amount, shown.get(), times.rules.differenceThreshold())) {
            code = OvercommitReason.BeyondThreshold;
        } else if (times.now.isAfter(times.refresh())) {
            code = OvercommitReason.RefreshDue;
        } else {
            Instant next = times.refresh().isBefore(validUntil) ? times.refresh() : validUntil;
            return new CapacityPlan.Keep(reason(OvercommitReason.WithinThreshold, amount, shown), Optional.of(next));
        }
        return new CapacityPlan.Publish(amount, reason(code, amount, shown), Optional.of(validUntil));
    }

    private static boolean exceeds(CpuMemory amount, CpuMemory shown, BigDecimal threshold) {
        return exceeds(amount.cpu().value(), shown.cpu().value(), threshold)
                || exceeds(amount.memory().value(), shown.memory().value(), threshold);
    }

    private static boolean exceeds(long amount, long shown, BigDecimal threshold) {
        BigDecimal difference =
                BigDecimal.valueOf(amount).subtract(BigDecimal.valueOf(shown)).abs();
        return difference.compareTo(BigDecimal.valueOf(shown).multiply(threshold)) > 0;
    }

    private static Reason reason(OvercommitReason code, CpuMemory amount, Optional<CpuMemory> shown) {
        Reason reason = Reason.of(code).with("batchCpu", amount.cpu()).with("batchMemory", amount.memory());
        return shown.map(was -> reason.with("publishedCpu", was.cpu()).with("publishedMemory", was.memory()))
                .orElse(reason);
    }
}
