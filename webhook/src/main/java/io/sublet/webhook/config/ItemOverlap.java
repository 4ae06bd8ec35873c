package io.sublet.webhook.config;

import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.selection.LabelOverlap;
import io.sublet.webhook.selection.SelectedItem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Items of one key that are for the same nodes, of which all but the first have no effect there. An exclusion is left out:
 * switching some nodes off whatever else is said about them is what it is for.
 */
final class ItemOverlap {
    /** Nodes that a message names. */
    private static final int EXAMPLES = 3;

    /** Pairs of items that only might overlap and are told one by one. */
    private static final int PAIRS_TOLD = 5;

    /** Pairs that do, which are told one by one; a refusal shows no more than fifty. */
    private static final int REFUSALS = 100;

    /** Pairs that are compared: all of a thousand items, in some tenths of a second. */
    private static final int PAIRS_COMPARED = 500_000;

    private final String field;
    private final List<Candidate> items;
    private final List<String> names;
    private final List<Finding> findings = new ArrayList<>();
    private int possible;
    private int denied;

    /** An item with the nodes there are that it selects, by their places in {@link #names}. */
    private record Candidate(SelectedItem item, BitSet nodes) {}

    private ItemOverlap(String field, List<SelectedItem> items, Map<String, Map<String, String>> nodes) {
        this.field = field;
        this.names = nodes.keySet().stream().sorted().toList();
        this.items = items.stream()
                .filter(item -> !item.item().isExclusion())
                .limit(most(items.size()))
                .map(item -> new Candidate(item, selected(item, nodes)))
                .toList();
    }

    /** So many of the first items that all pairs of them can be compared. */
    private static long most(int items) {
        return Math.min(items, (long) Math.sqrt(2.0 * PAIRS_COMPARED));
    }

    private BitSet selected(SelectedItem item, Map<String, Map<String, String>> nodes) {
        BitSet selected = new BitSet(names.size());
        for (int i = 0; i < names.size(); i++) {
            if (item.nodes().matches(nodes.getOrDefault(names.get(i), Map.of()))) {
                selected.set(i);
            }
        }
        return selected;
    }

    /**
     * All overlaps of the first thousand items.
     *
     * @param field path of the key
     * @param nodes labels by name
     */
    static List<Finding> find(String field, List<SelectedItem> items, Map<String, Map<String, String>> nodes) {
        ItemOverlap overlap = new ItemOverlap(field, items, nodes);
        for (int i = 0; i < overlap.items.size(); i++) {
            for (int j = i + 1; j < overlap.items.size(); j++) {
                overlap.compare(overlap.items.get(i), overlap.items.get(j));
            }
        }
        overlap.sumUp(items.size());
        return overlap.findings;
    }

    private void sumUp(int all) {
        if (denied > REFUSALS) {
            findings.add(Finding.deny(
                    ConfigReason.ItemsOverlap,
                    field,
                    (denied - REFUSALS) + " more pairs of items are for the same nodes"));
        }
        if (possible > PAIRS_TOLD) {
            findings.add(Finding.warn(
                    ConfigReason.ItemsMayOverlap,
                    field,
                    (possible - PAIRS_TOLD) + " more pairs of items can select the same node"));
        }
        if (most(all) < all) {
            findings.add(Finding.warn(
                    ConfigReason.ItemsMayOverlap,
                    field,
                    "whether items select the same nodes was looked at for the first " + most(all) + " of " + all));
        }
    }

    private void compare(Candidate first, Candidate second) {
        LabelQuery one = first.item.nodes();
        LabelQuery other = second.item.nodes();
        if (!LabelOverlap.isPossible(one, other)) {
            return;
        }
        String former = first.item.item().label();
        String latter = second.item.item().label();
        if (first.nodes.intersects(second.nodes)) {
            deny(() -> former + " and " + latter + " both select " + examples(first.nodes, second.nodes));
        } else if (LabelOverlap.isWithin(other, one)) {
            deny(() -> latter + " never applies, every node that it selects is one of the earlier " + former);
        } else if (LabelOverlap.isWithin(one, other)) {
            deny(() -> latter + " selects every node of the earlier " + former);
        } else if (++possible <= PAIRS_TOLD) {
            findings.add(Finding.warn(
                    ConfigReason.ItemsMayOverlap,
                    field,
                    former + " and " + latter + " can select the same node, which takes the first"));
        }
    }

    private void deny(Supplier<String> why) {
        if (++denied <= REFUSALS) {
            findings.add(Finding.deny(ConfigReason.ItemsOverlap, field, why.get()));
        }
    }

    private String examples(BitSet one, BitSet other) {
        BitSet shared = (BitSet) one.clone();
        shared.and(other);
        String some = shared.stream().limit(EXAMPLES).mapToObj(names::get).collect(Collectors.joining(", "));
        int count = shared.cardinality();
        return count <= EXAMPLES
                ? (count == 1 ? "node " : "nodes ") + some
                : "nodes " + some + " and " + (count - EXAMPLES) + " more";
    }
}
