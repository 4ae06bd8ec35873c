package io.sublet.manager.zone;

import io.sublet.crds.config.SyncRules;
import io.sublet.manager.overcommit.NodeAssessment;
import io.sublet.manager.overcommit.NodeOffer;
import io.sublet.manager.overcommit.OvercommitReason;
import io.sublet.manager.overcommit.SyncDecision;
import io.sublet.manager.overcommit.ZoneFormula;
import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.TopologyView;
import io.sublet.manager.view.ZoneView;
import io.sublet.manager.zone.ZoneWriter.Amounts;
import io.sublet.manager.zone.ZoneWriter.ZoneChange;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.model.unit.Ratio;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is done to the zones of a node. They share what the Node shows: each gets what the formula gives it, times the part of
 * the node's formula that is published. So zones never promise what the node as a whole withholds.
 *
 * @param changes empty if all zones are as they should be
 * @param nextCheck when to look again although nothing has happened
 */
public record ZonePlan(List<ZoneChange> changes, Reason reason, Optional<Instant> nextCheck) {
    public ZonePlan {
        changes = List.copyOf(changes);
    }

    /** The terms of one decision; {@code lastWrite} is when the zones were last written, or first seen. */
    private record Terms(SyncRules rules, Instant lastWrite, Instant now) {
        /** Also if the clock was set back since: nobody knows then how long ago the last write is. */
        boolean refreshDue() {
            return now.isAfter(refresh()) || lastWrite.isAfter(now);
        }

        Instant refresh() {
            return lastWrite.plus(rules.refreshAfter());
        }
    }

    /** The plan once the node itself has been seen to. */
    static ZonePlan of(NodeAssessment found, Instant lastWrite, Instant now) {
        Optional<TopologyView> topology = found.situation().topology();
        if (topology.isEmpty() || found.offer() instanceof NodeOffer.Unknown) {
            return new ZonePlan(List.of(), Reason.of(OvercommitReason.NoZones), Optional.empty());
        }
        List<ZoneView> zones = topology.get().zones();
        Optional<ExtendedAmounts> published =
                found.situation().node().published().allocatable().complete();
        if (published.isPresent() && found.offer() instanceof NodeOffer.Offered offered) {
            Terms terms = new Terms(found.rules(), lastWrite, now);
            Ratio speed = found.ratios().normalization().speed();
            return follow(wanted(offered, published.get(), speed, zones), zones, terms);
        }
        List<ZoneChange> changes = new ArrayList<>();
        for (int index = 0; index < zones.size(); index++) {
            if (zones.get(index).showsBatch()) {
                changes.add(new ZoneChange(index, zones.get(index), Optional.empty()));
            }
        }
        return new ZonePlan(changes, Reason.of(OvercommitReason.ZonesWithdrawn), Optional.empty());
    }

    /** What each zone should show, in the order of the zones; empty for one that lists neither CPU nor memory. */
    public static List<Optional<Amounts>> wanted(
            NodeOffer.Offered offer, ExtendedAmounts published, Ratio speed, List<ZoneView> zones) {
        long nodeCpu = NormalizedCpu.of(offer.batch().capped().cpu(), speed).value();
        long nodeMemory = offer.batch().capped().memory().value();
        List<Optional<Amounts>> wanted = new ArrayList<>();
        for (ZoneFormula zone : offer.zones()) {
            ZoneView view = zones.get(zone.index());
            long cpu = part(
                    NormalizedCpu.of(zone.result().cpu(), speed).value(),
                    published.batchCpu().value(),
                    nodeCpu);
            long memory =
                    part(zone.result().memory().value(), published.batchMemory().value(), nodeMemory);
            boolean mayRise = offer.mayOnlyFall().isEmpty();
            Amounts amounts = new Amounts(
                    new NormalizedCpu(
                            mayRise
                                    ? cpu
                                    : Math.min(cpu, view.batchCpu().value().orElse(0))),
                    new Bytes(
                            mayRise
                                    ? memory
                                    : Math.min(
                                            memory, view.batchMemory().value().orElse(0))));
            wanted.add(view.allocatable().map(listed -> amounts));
        }
        return wanted;
    }

    /** A zone's amount times the published part of the node's, rounded down. */
    private static long part(long zone, long published, long node) {
        if (published >= node) {
            return Math.min(zone, published);
        }
        return BigInteger.valueOf(zone)
                .multiply(BigInteger.valueOf(published))
                .divide(BigInteger.valueOf(node))
                .longValueExact();
    }

    private static ZonePlan follow(List<Optional<Amounts>> wanted, List<ZoneView> zones, Terms terms) {
        List<ZoneChange> changes = new ArrayList<>();
        boolean due = terms.refreshDue();
        for (int index = 0; index < wanted.size(); index++) {
            Optional<Amounts> amounts = wanted.get(index);
            ZoneView zone = zones.get(index);
            if (amounts.isPresent() && differs(amounts.get(), zone)) {
                changes.add(new ZoneChange(index, zone, amounts));
                due |= exceeds(amounts.get(), zone, terms.rules.differenceThreshold());
            }
        }
        Reason reason = Reason.of(OvercommitReason.ZonesFollow).with("differing", changes.size());
        if (changes.isEmpty() || due) {
            return new ZonePlan(changes, reason, Optional.empty());
        }
        return new ZonePlan(List.of(), reason, Optional.of(terms.refresh()));
    }

    private static boolean differs(Amounts amounts, ZoneView zone) {
        return !zone.batchCpu().value().equals(OptionalLong.of(amounts.cpu().value()))
                || !zone.batchMemory()
                        .value()
                        .equals(OptionalLong.of(amounts.memory().value()));
    }

    private static boolean exceeds(Amounts amounts, ZoneView zone, BigDecimal threshold) {
        return exceeds(amounts.cpu().value(), zone.batchCpu().value(), threshold)
                || exceeds(amounts.memory().value(), zone.batchMemory().value(), threshold);
    }

    private static boolean exceeds(long amount, OptionalLong shown, BigDecimal threshold) {
        return shown.isEmpty() || SyncDecision.exceeds(amount, shown.getAsLong(), threshold);
    }
}
