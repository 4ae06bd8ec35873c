package io.sublet.manager.slo;

import io.sublet.manager.view.NodeSloView;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a node's NodeSLO.
 *
 * <p>The manager applies its document without the fields that others own with another value, and only if that would change
 * something: a field's value, or what the manager owns.
 */
public sealed interface SloPlan {
    /** The other field manager by path, for each field whose value here is not the configuration's. */
    Map<String, String> foreign();

    /**
     * Write this spec.
     *
     * @param takeOver whether fields that a superseded program owns are taken from it
     */
    record Apply(Map<String, @Nullable Object> spec, boolean takeOver, SloReason reason, Map<String, String> foreign)
            implements SloPlan {
        public Apply {
            foreign = Map.copyOf(foreign);
        }

        /** The same without fields that turn out to belong to others. */
        public Apply without(Map<String, String> others) {
            Map<String, String> all = new TreeMap<>(foreign);
            all.putAll(others);
            return new Apply(FieldTree.without(spec, others.keySet()), takeOver, reason, all);
        }
    }

    /** Write nothing. */
    record Keep(SloReason reason, Map<String, String> foreign) implements SloPlan {
        public Keep {
            foreign = Map.copyOf(foreign);
        }
    }

    /**
     * The plan for a node that exists.
     *
     * @param superseded field managers of programs that this manager stands in for; what they own is not a person's will
     */
    static SloPlan of(Map<String, @Nullable Object> wanted, Optional<NodeSloView> observed, Set<String> superseded) {
        if (observed.isEmpty()) {
            return new Apply(wanted, false, SloReason.NoNodeSlo, Map.of());
        }
        NodeSloView there = observed.get();
        Map<String, String> foreign = new TreeMap<>();
        Set<String> toTakeOver = new TreeSet<>();
        FieldTree.leaves(wanted).forEach((path, value) -> {
            String owner = there.foreign().get(path);
            if (owner != null && !holds(there, path, value)) {
                if (superseded.contains(owner)) {
                    toTakeOver.add(path);
                } else {
                    foreign.put(path, owner);
                }
            }
        });
        Map<String, @Nullable Object> spec = FieldTree.without(wanted, foreign.keySet());
        return isInPlace(spec, there)
                ? new Keep(SloReason.SpecInPlace, foreign)
                : new Apply(
                        FieldTree.without(spec, emptied(spec, there)),
                        !toTakeOver.isEmpty(),
                        SloReason.SpecDiffers,
                        foreign);
    }

    /**
     * Objects that are to lose all that is in them. Server-side apply would leave null in their place, which the definition does not
     * allow, and the whole write would be refused; so they are left out, which removes them, and come back empty with the next write.
     */
    private static Set<String> emptied(Map<String, @Nullable Object> spec, NodeSloView there) {
        return FieldTree.leaves(spec).entrySet().stream()
                .filter(leaf -> leaf.getValue() instanceof Map<?, ?>)
                .map(leaf -> leaf.getKey())
                .filter(path -> isAnyUnder(there.owned(), path)
                        && !isAnyUnder(there.foreign().keySet(), path))
                .collect(Collectors.toSet());
    }

    private static boolean isAnyUnder(Set<String> fields, String path) {
        return fields.stream().anyMatch(field -> field.startsWith(path + "."));
    }

    private static boolean isInPlace(Map<String, @Nullable Object> spec, NodeSloView there) {
        Map<String, @Nullable Object> leaves = FieldTree.leaves(spec);
        return leaves.entrySet().stream()
                        .allMatch(leaf -> owns(there, leaf.getKey()) && holds(there, leaf.getKey(), leaf.getValue()))
                && there.owned().stream().allMatch(path -> isPartOf(leaves.keySet(), path));
    }

    private static boolean holds(NodeSloView there, String path, @Nullable Object value) {
        return FieldTree.holds(FieldTree.at(there.spec(), path).orElse(null), value);
    }

    /** Ownership of a field covers everything under it. */
    private static boolean owns(NodeSloView there, String path) {
        return there.owned().contains(path) || there.owned().stream().anyMatch(owned -> path.startsWith(owned + "."));
    }

    private static boolean isPartOf(Set<String> leaves, String owned) {
        return leaves.contains(owned)
                || leaves.stream().anyMatch(leaf -> leaf.startsWith(owned + ".") || owned.startsWith(leaf + "."));
    }

    /** The paths of the fields that others hold, sorted. */
    default String foreignText() {
        return foreign().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(field -> field.getKey() + " by " + field.getValue())
                .collect(Collectors.joining(", "));
    }
}
