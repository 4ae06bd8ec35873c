package io.sublet.webhook.node;

import io.sublet.model.reason.Reason;
import io.sublet.protocol.AllocatableProvenance;
import io.sublet.protocol.AmplificationRatios;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.RawAllocatable;
import io.sublet.protocol.ResourceNames;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes the allocatable CPU and memory of a node look larger by the ratios in its annotation, and remembers what the kubelet
 * said.
 *
 * <p>The kubelet reports raw numbers, everybody else writes back what is stored, amplified. What is which is decided by
 * {@link AllocatableProvenance}: a number that amplification wrote is amplified, any other was reported. Without it (a node
 * that Koordinator's webhook has looked after) a number that this update does not change is amplified.
 */
final class Amplification {
    private static final List<String> RESOURCES = List.of(ResourceNames.CPU, ResourceNames.MEMORY);

    /**
     * What the node should say.
     *
     * @param allocatable quantities to write, by resource
     * @param raw the annotation; empty removes it
     * @param provenance the annotation; empty removes it
     * @param touches whether anything of this is written at all
     */
    record Plan(
            Map<String, BigDecimal> allocatable,
            Optional<RawAllocatable> raw,
            Optional<AllocatableProvenance> provenance,
            boolean touches,
            List<Reason> reasons) {

        static Plan hold(Reason reason) {
            return new Plan(Map.of(), Optional.empty(), Optional.empty(), false, List.of(reason));
        }
    }

    private final NodeStatusUpdate update;
    private final Optional<RawAllocatable> noted;
    private final Optional<AllocatableProvenance> provenance;
    private final Map<String, BigDecimal> allocatable = new TreeMap<>();
    private final Map<String, BigDecimal> raw = new TreeMap<>();
    private final Map<String, BigDecimal> amplified = new TreeMap<>();
    private final List<Reason> reasons = new ArrayList<>();
    private String reporter;

    private Amplification(NodeStatusUpdate update) {
        this.update = update;
        this.noted = update.raw().valid();
        this.provenance = update.provenance().valid();
        this.reporter = provenance.map(AllocatableProvenance::reportedBy).orElse("");
    }

    static Plan plan(NodeStatusUpdate update) {
        return switch (update.ratios()) {
            case Parsed.Valid<AmplificationRatios>(AmplificationRatios ratios) ->
                new Amplification(update).amplify(ratios);
            case Parsed.Absent<AmplificationRatios>() -> new Amplification(update).withdraw();
            case Parsed.Invalid<AmplificationRatios>(String why) ->
                Plan.hold(Reason.of(StatusReason.RatiosUnreadable).with("cause", why));
        };
    }

    /** Numbers that are known to be amplified go back to what they were amplified from. */
    private Plan withdraw() {
        if (update.raw() instanceof Parsed.Absent<RawAllocatable>
                && update.provenance() instanceof Parsed.Absent<AllocatableProvenance>) {
            return new Plan(Map.of(), Optional.empty(), Optional.empty(), false, List.of());
        }
        for (String resource : RESOURCES) {
            Optional<BigDecimal> now = update.allocatable(resource);
            if (now.isPresent() && isOurs(resource, now.get())) {
                noted(resource).ifPresent(amount -> allocatable.put(resource, amount));
            }
        }
        reasons.add(Reason.of(StatusReason.AmplificationWithdrawn));
        return new Plan(allocatable, Optional.empty(), Optional.empty(), true, reasons);
    }

    private Plan amplify(AmplificationRatios ratios) {
        if (RESOURCES.stream()
                .noneMatch(resource -> update.allocatable(resource).isPresent())) {
            return new Plan(Map.of(), Optional.empty(), Optional.empty(), false, List.of());
        }
        if (update.raw() instanceof Parsed.Invalid<RawAllocatable>(String why)) {
            reasons.add(Reason.of(StatusReason.RawUnreadable).with("cause", why));
        }
        for (String resource : RESOURCES) {
            update.allocatable(resource).ifPresent(now -> one(resource, now, ratios.of(resource)));
        }
        Optional<AllocatableProvenance> said =
                amplified.isEmpty() ? Optional.empty() : Optional.of(new AllocatableProvenance(amplified, reporter));
        return new Plan(allocatable, Optional.of(new RawAllocatable(raw)), said, true, reasons);
    }

    private void one(String resource, BigDecimal now, BigDecimal ratio) {
        Optional<BigDecimal> base = base(resource, now);
        if (base.isEmpty()) {
            if (isOurs(resource, now)) {
                amplified.put(resource, now);
            }
            return;
        }
        BigDecimal reported = base.get();
        raw.put(resource, reported);
        Optional<BigDecimal> larger = ratio.compareTo(BigDecimal.ONE) <= 0
                ? Optional.of(reported)
                : RawAllocatable.truncated(resource, reported.multiply(ratio));
        if (larger.isEmpty()) {
            reasons.add(Reason.of(StatusReason.OutOfRange)
                    .with("resource", resource)
                    .with("ratio", ratio));
        }
        BigDecimal wanted = larger.orElse(reported);
        boolean leaves = wanted.compareTo(reported) == 0 && !isOurs(resource, now);
        if (!leaves) {
            allocatable.put(resource, wanted);
        }
        if (wanted.compareTo(reported) > 0) {
            amplified.put(resource, wanted);
            reasons.add(Reason.of(StatusReason.Amplified)
                    .with("resource", resource)
                    .with("raw", RawAllocatable.text(resource, reported))
                    .with("ratio", ratio));
        }
    }

    /** What the kubelet says is allocatable; empty where that cannot be known now. */
    private Optional<BigDecimal> base(String resource, BigDecimal now) {
        boolean changed = update.changesAllocatable(resource);
        if (isOurs(resource, now)) {
            // The kubelet sends no number that is stored already. If it has just told of another capacity, it has
            // computed
            // what is allocatable too, and has come to the very number that amplification had written.
            boolean reportedTheSame = update.byKubelet() && update.changesCapacity(resource);
            if (reportedTheSame) {
                return reported(now);
            }
            if (noted(resource).isEmpty()) {
                reasons.add(Reason.of(StatusReason.RawUnknown).with("resource", resource));
            }
            return noted(resource);
        }
        if (update.byKubelet() && changed) {
            return reported(now);
        }
        if (changed && noted(resource).isPresent() && isReportedByKubelet()) {
            reasons.add(Reason.of(StatusReason.ReportIgnored)
                    .with("resource", resource)
                    .with("user", update.user()));
            return noted(resource);
        }
        boolean changedUnseen = !changed && provenance.isPresent();
        if (changed || changedUnseen || noted(resource).isEmpty()) {
            return plausible(resource, now);
        }
        return noted(resource);
    }

    /** A number that this very user reports. */
    private Optional<BigDecimal> reported(BigDecimal now) {
        reporter = update.user();
        return Optional.of(now);
    }

    /** No kubelet offers more than there is, so a number above the capacity has been amplified once already. */
    private Optional<BigDecimal> plausible(String resource, BigDecimal now) {
        Optional<BigDecimal> capacity = update.capacity(resource);
        if (capacity.isPresent() && now.compareTo(capacity.get()) > 0) {
            reasons.add(Reason.of(StatusReason.RawImplausible).with("resource", resource));
            return Optional.empty();
        }
        boolean isReport = update.byKubelet() || update.changesAllocatable(resource);
        return isReport ? reported(now) : Optional.of(now);
    }

    /** Whether it is the number that amplification wrote last. */
    private boolean isOurs(String resource, BigDecimal amount) {
        return provenance
                .map(AllocatableProvenance::amplified)
                .map(amounts -> amounts.get(resource))
                .filter(written -> written.compareTo(amount) == 0)
                .isPresent();
    }

    private Optional<BigDecimal> noted(String resource) {
        return noted.map(allocatable -> allocatable.amounts().get(resource));
    }

    private boolean isReportedByKubelet() {
        return provenance
                .map(AllocatableProvenance::reportedBy)
                .filter(name -> name.startsWith(NodeStatusUpdate.KUBELET_USER))
                .isPresent();
    }
}
