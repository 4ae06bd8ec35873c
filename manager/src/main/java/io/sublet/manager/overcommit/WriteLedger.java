package io.sublet.manager.overcommit;

import io.sublet.model.reason.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one pass over a node leaves to the next: when it was last written and why, what could have been offered lately, and what
 * came of the pass. Lost at a restart, which delays refreshes and raises nothing.
 */
public final class WriteLedger {
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /**
     * One node.
     *
     * @param since when it was last written, or first seen
     * @param lastWrite why it was last written; empty if not by this process
     * @param standing what the last pass found
     */
    public record Entry(Instant since, Optional<Reason> lastWrite, Standing standing, OfferHistory history) {
        NodeAssessment.Memory memory() {
            return new NodeAssessment.Memory(since, history);
        }
    }

    /** Whether a node offers extended resources, and of what kind the cause is if it does not. */
    public enum Standing {
        OFFERED,
        /** Nobody wants it to. */
        DISABLED,
        /** Its agent does not report, or its clock is wrong. */
        STALE,
        /** What is said of it cannot be used. */
        REFUSED,
        UNKNOWN;

        static Standing of(NodeOffer offer) {
            return switch (offer) {
                case NodeOffer.Offered offered -> OFFERED;
                case NodeOffer.Unknown unknown -> UNKNOWN;
                case NodeOffer.Refused(Reason reason)
                when reason.code() == OvercommitReason.ColocationDisabled -> DISABLED;
                case NodeOffer.Refused(Reason reason) when OvercommitReason.OF_AGE.contains(reason.code()) -> STALE;
                case NodeOffer.Refused refused -> REFUSED;
            };
        }
    }

    Entry entry(String node, Instant now) {
        return entries.computeIfAbsent(
                node, name -> new Entry(now, Optional.empty(), Standing.UNKNOWN, OfferHistory.NONE));
    }

    void found(String node, Standing standing, OfferHistory history) {
        entries.computeIfPresent(
                node,
                (name, entry) -> entry.standing == standing && entry.history == history
                        ? entry
                        : new Entry(entry.since, entry.lastWrite, standing, history));
    }

    void wrote(String node, Instant at, Reason reason) {
        entries.computeIfPresent(
                node, (name, entry) -> new Entry(at, Optional.of(reason), entry.standing, entry.history));
    }

    void forget(String node) {
        entries.remove(node);
    }

    /** The entry without making one. */
    public Optional<Entry> find(String node) {
        return Optional.ofNullable(entries.get(node));
    }

    /** A write of this process. */
    public record Written(String node, Instant at, Reason reason) {}

    /** The last write of each node of those that were written last, the newest first. */
    public List<Written> latest(int count) {
        return entries.entrySet().stream()
                .flatMap(entry -> entry.getValue().lastWrite.stream()
                        .map(reason -> new Written(entry.getKey(), entry.getValue().since, reason)))
                .sorted(Comparator.comparing(Written::at).reversed().thenComparing(Written::node))
                .limit(count)
                .toList();
    }

    /** How many nodes stand so. */
    public long count(Standing standing) {
        return entries.values().stream()
                .filter(entry -> entry.standing == standing)
                .count();
    }
}
