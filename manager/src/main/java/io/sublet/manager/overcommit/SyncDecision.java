package io.sublet.manager.overcommit;

import io.sublet.crds.config.SyncRules;
import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.ExtendedResource;
import io.sublet.manager.view.Published;
import io.sublet.model.reason.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a Node is written. A withdrawal is written at once, a difference over the threshold too; a smaller one waits until
 * the last write is long enough ago, so that noise costs no writes.
 */
public final class SyncDecision {
    private SyncDecision() {}

    /** When and by which rules it is judged; {@code lastWrite} is when the node was last written, or first seen. */
    public record Terms(Instant lastWrite, SyncRules rules, Instant now) {
        Instant refresh() {
            return lastWrite.plus(rules.refreshAfter());
        }

        /** Also if the clock was set back since: nobody knows then how long ago the last write is. */
        boolean isRefreshDue() {
            return now.isAfter(refresh()) || lastWrite.isAfter(now);
        }
    }

    /** The plan for a node that nothing is offered on. */
    static CapacityPlan withdraw(Published published, Reason reason) {
        return published.isNone()
                ? new CapacityPlan.Keep(reason.with("published", "nothing"), Optional.empty())
                : new CapacityPlan.Withdraw(reason);
    }

    /** The plan for a node that something is offered on. */
    static CapacityPlan plan(Target target, Published published, Terms terms) {
        Optional<Reason> mayOnlyFall = target.mayOnlyFall();
        if (mayOnlyFall.isEmpty()) {
            return towards(target, published, terms);
        }
        return published.allocatable().equals(Published.NONE.allocatable())
                ? withdraw(published, mayOnlyFall.get())
                : towards(target.notOver(published.allocatable()), published, terms);
    }

    private static CapacityPlan towards(Target target, Published published, Terms terms) {
        ExtendedAmounts amounts = target.amounts();
        Optional<ExtendedAmounts> shown = published.allocatable().complete();
        OvercommitReason code;
        if (shown.isEmpty()) {
            code = OvercommitReason.FirstOffer;
        } else if (!published.capacity().equals(published.allocatable())) {
            code = OvercommitReason.ListsDiffer;
        } else if (shown.get().equals(amounts)) {
            return new CapacityPlan.Keep(
                    reason(OvercommitReason.Unchanged, amounts, shown), Optional.of(target.nextCheck()));
        } else if (exceeds(amounts, shown.get(), terms.rules.differenceThreshold())) {
            code = OvercommitReason.BeyondThreshold;
        } else if (terms.isRefreshDue()) {
            code = OvercommitReason.RefreshDue;
        } else {
            Instant next = terms.refresh().isBefore(target.nextCheck()) ? terms.refresh() : target.nextCheck();
            return new CapacityPlan.Keep(reason(OvercommitReason.WithinThreshold, amounts, shown), Optional.of(next));
        }
        return new CapacityPlan.Publish(
                amounts, target.origin(), reason(code, amounts, shown), Optional.of(target.nextCheck()));
    }

    private static boolean exceeds(ExtendedAmounts amounts, ExtendedAmounts shown, BigDecimal threshold) {
        for (ExtendedResource resource : ExtendedResource.values()) {
            if (exceeds(amounts.value(resource), shown.value(resource), threshold)) {
                return true;
            }
        }
        return false;
    }

    /** Strictly, as a share of what is published; anything exceeds zero. */
    public static boolean exceeds(long amount, long shown, BigDecimal threshold) {
        if (amount == shown) {
            return false;
        }
        BigDecimal difference =
                BigDecimal.valueOf(amount).subtract(BigDecimal.valueOf(shown)).abs();
        return difference.compareTo(BigDecimal.valueOf(shown).multiply(threshold)) > 0;
    }

    private static Reason reason(OvercommitReason code, ExtendedAmounts amounts, Optional<ExtendedAmounts> shown) {
        Reason reason = Reason.of(code);
        for (ExtendedResource resource : ExtendedResource.values()) {
            String name = resource.label();
            long amount = amounts.value(resource);
            long was = shown.map(published -> published.value(resource)).orElse(amount);
            reason = reason.with(name, was == amount ? Long.toString(amount) : was + "→" + amount);
        }
        return reason;
    }
}
