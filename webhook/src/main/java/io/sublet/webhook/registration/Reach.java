package io.sublet.webhook.registration;

import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which new pods are to come to the webhook: all that some profile can select, and few others. What cannot be said exactly
 * is said more widely, never more narrowly. A registration has one selector for namespaces, so of several profiles it
 * keeps what all of them ask of a namespace; of pods each profile's own conditions are kept, as long as they are not too
 * long.
 *
 * @param namespaces that every pod's namespace satisfies
 * @param pods of which every pod satisfies one; none if there is no pod to come
 */
public record Reach(LabelQuery namespaces, List<LabelQuery> pods) {
    /** No profile selects anything. */
    public static final Reach NOTHING = new Reach(LabelQuery.EVERYTHING, List.of());

    /**
     * Longest expression in characters. The API server allows 2,500,000 units of cost for all conditions of a webhook
     * together and would leave the webhook out above it; this length costs well below a tenth.
     */
    static final int LONGEST_EXPRESSION = 8192;

    public Reach {
        pods = List.copyOf(pods);
    }

    /** Of these profiles. */
    public static Reach of(List<Profile> profiles) {
        List<SortedMap<String, LabelRange>> namespaces = new ArrayList<>();
        List<SortedMap<String, LabelRange>> pods = new ArrayList<>();
        for (Profile profile : profiles) {
            Optional<SortedMap<String, LabelRange>> where =
                    ranges(profile.scope().namespaces());
            Optional<SortedMap<String, LabelRange>> which =
                    ranges(profile.scope().pods());
            if (where.isPresent() && which.isPresent()) {
                namespaces.add(where.get());
                pods.add(which.get());
            }
        }
        return pods.isEmpty() ? NOTHING : new Reach(hull(namespaces), alternatives(pods));
    }

    /** Whether a profile says nothing about which pods it is for. */
    public static boolean selectsEveryPod(Profile profile) {
        return profile.scope().namespaces().isEverything()
                && profile.scope().pods().isEverything();
    }

    /**
     * A CEL expression that is true of the pods that are to come; empty if all are. It cannot fail on any object with
     * metadata: a condition that fails would keep the pod from the webhook.
     */
    public Optional<String> expression() {
        if (pods.isEmpty()) {
            return Optional.of("false");
        }
        if (pods.stream().anyMatch(LabelQuery::isEverything)) {
            return Optional.empty();
        }
        return Optional.of(LabelExpression.any(pods));
    }

    private static List<LabelQuery> alternatives(List<SortedMap<String, LabelRange>> pods) {
        List<LabelQuery> exact = pods.stream().map(Reach::query).distinct().toList();
        if (exact.stream().anyMatch(LabelQuery::isEverything)) {
            return List.of(LabelQuery.EVERYTHING);
        }
        if (LabelExpression.any(exact).length() <= LONGEST_EXPRESSION) {
            return exact;
        }
        LabelQuery common = hull(pods);
        return List.of(
                LabelExpression.any(List.of(common)).length() <= LONGEST_EXPRESSION ? common : LabelQuery.EVERYTHING);
    }

    /**
     * What is allowed of each key that the query names; empty if nothing satisfies it. A label that no object can have is
     * always missing.
     */
    private static Optional<SortedMap<String, LabelRange>> ranges(LabelQuery query) {
        SortedMap<String, LabelRange> ranges = new TreeMap<>();
        for (Condition condition : query.conditions()) {
            LabelRange allowed = LabelRange.of(condition);
            if (LabelRange.isPossibleKey(condition.key())) {
                ranges.merge(condition.key(), allowed, LabelRange::and);
            } else if (!allowed.absent()) {
                return Optional.empty();
            }
        }
        return ranges.values().stream().anyMatch(LabelRange::isNothing) ? Optional.empty() : Optional.of(ranges);
    }

    /** What all satisfy, key by key. */
    private static LabelQuery hull(List<SortedMap<String, LabelRange>> all) {
        SortedMap<String, LabelRange> common = new TreeMap<>(all.getFirst());
        for (SortedMap<String, LabelRange> next : all.subList(1, all.size())) {
            common.keySet().retainAll(next.keySet());
            next.forEach((key, range) -> common.computeIfPresent(key, (same, before) -> before.or(range)));
        }
        return query(common);
    }

    private static LabelQuery query(SortedMap<String, LabelRange> ranges) {
        List<Condition> conditions = new ArrayList<>();
        ranges.forEach((key, range) -> conditions.addAll(range.conditions(key)));
        return new LabelQuery(conditions);
    }
}
