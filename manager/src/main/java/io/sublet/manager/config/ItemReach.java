package io.sublet.manager.config;

import io.sublet.crds.config.Layered;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * For how many nodes an item of a list per node is.
 *
 * @param item its name
 * @param selected nodes that its selector names
 * @param effective those of them that no earlier item selects
 * @param overlaps names of the other items that select one of its nodes, sorted
 */
public record ItemReach(String item, int selected, int effective, List<String> overlaps) {
    public ItemReach {
        overlaps = List.copyOf(overlaps);
    }

    /** The reach of each item, in their order. */
    public static List<ItemReach> of(Layered<?> layers, Collection<Map<String, String>> nodes) {
        int count = layers.items().size();
        int[] selected = new int[count];
        int[] effective = new int[count];
        List<Set<String>> overlaps = new ArrayList<>();
        layers.items().forEach(item -> overlaps.add(new TreeSet<>()));
        for (Map<String, String> labels : nodes) {
            List<Integer> selecting = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                if (layers.items().get(i).selects(labels)) {
                    selecting.add(i);
                }
            }
            selecting.stream().limit(1).forEach(first -> effective[first]++);
            for (int i : selecting) {
                selected[i]++;
                selecting.stream()
                        .filter(other -> other != i)
                        .forEach(other ->
                                overlaps.get(i).add(layers.items().get(other).name()));
            }
        }
        List<ItemReach> reaches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            reaches.add(new ItemReach(
                    layers.items().get(i).name(), selected[i], effective[i], List.copyOf(overlaps.get(i))));
        }
        return reaches;
    }

    /** That it selects no node, which is as it should be where it waits for nodes to come. */
    public Optional<String> note() {
        return selected == 0 ? Optional.of(item + " selects no node of the cluster") : Optional.empty();
    }

    /** That earlier items leave it no node. */
    public Optional<String> warning() {
        return selected > 0 && effective == 0
                ? Optional.of(item + " is never reached: all of its " + selected + " nodes are selected before it by "
                        + String.join(", ", overlaps))
                : Optional.empty();
    }
}
