package io.sublet.webhook.config;

import io.sublet.webhook.review.Finding;
import io.sublet.webhook.selection.LabelOverlap;
import io.sublet.webhook.selection.SelectedItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Items of one key that are for the same nodes, of which all but the first have no effect there. An exclusion is left out:
 * switching some nodes off whatever else is said about them is what it is for.
 */
final class ItemOverlap {
    /** Nodes that a message names. */
    private static final int EXAMPLES = 3;

    /** Pairs of items that only might overlap and are told one by one. */
    private static final int PAIRS_TOLD = 5;

    private final String field;
    private final List<SelectedItem> items;
    private final Map<String, Map<String, String>> nodes;
    private final List<Finding> findings = new ArrayList<>();
    private int possible;

    private ItemOverlap(String field, List<SelectedItem> items, Map<String, Map<String, String>> nodes) {
        this.field = field;
        this.items = items.stream().filter(item -> !item.item().isExclusion()).toList();
        this.nodes = nodes;
    }

    /**
     * All overlaps.
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
        if (overlap.possible > PAIRS_TOLD) {
            overlap.findings.add(Finding.warn(
                    ConfigReason.ItemsMayOverlap,
                    field,
                    (overlap.possible - PAIRS_TOLD) + " more pairs of items can select the same node"));
        }
        return overlap.findings;
    }

    private void compare(SelectedItem first, SelectedItem second) {
        if (!LabelOverlap.isPossible(first.nodes(), second.nodes())) {
            return;
        }
        String both = first.item().label() + " and " + second.item().label();
        SortedSet<String> shared = shared(first, second);
        if (!shared.isEmpty()) {
            deny(both + " both select " + examples(shared));
        } else if (LabelOverlap.isWithin(second.nodes(), first.nodes())) {
            deny(second.item().label() + " never applies, every node that it selects is one of the earlier "
                    + first.item().label());
        } else if (LabelOverlap.isWithin(first.nodes(), second.nodes())) {
            deny(second.item().label() + " selects every node of the earlier "
                    + first.item().label());
        } else if (++possible <= PAIRS_TOLD) {
            findings.add(Finding.warn(
                    ConfigReason.ItemsMayOverlap, field, both + " can select the same node, which takes the first"));
        }
    }

    private void deny(String why) {
        findings.add(Finding.deny(ConfigReason.ItemsOverlap, field, why));
    }

    private SortedSet<String> shared(SelectedItem first, SelectedItem second) {
        SortedSet<String> shared = new TreeSet<>();
        nodes.forEach((name, labels) -> {
            if (first.nodes().matches(labels) && second.nodes().matches(labels)) {
                shared.add(name);
            }
        });
        return shared;
    }

    private static String examples(SortedSet<String> names) {
        String some = String.join(", ", names.stream().limit(EXAMPLES).toList());
        return names.size() <= EXAMPLES
                ? (names.size() == 1 ? "node " : "nodes ") + some
                : "nodes " + some + " and " + (names.size() - EXAMPLES) + " more";
    }
}
