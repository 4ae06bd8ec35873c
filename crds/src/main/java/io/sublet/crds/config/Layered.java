package io.sublet.crds.config;

import io.sublet.model.pod.LabelSelector;
import io.sublet.protocol.LabelSelectors;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one key says: for the cluster, and for the nodes that an item of its list selects. Of several items that select a node
 * the first one counts.
 *
 * @param cluster for every node that no item selects
 * @param items in the order in which they are tried
 */
public record Layered<T>(T cluster, List<Item<T>> items) {
    /** Per key. What is larger is not written by hand, and items are compared with each other and with all nodes. */
    static final int MOST_ITEMS = 10_000;

    private static final FieldNames ENVELOPE = FieldNames.of("name", "nodeSelector");

    /**
     * An item of the list.
     *
     * @param name as its author named it, or its path
     * @param selector empty where the item has none; such an item is for no node
     * @param value what holds for the nodes, the cluster's part included
     */
    public record Item<T>(String name, Optional<LabelSelector> selector, T value) {
        /** Whether it is for nodes with these labels, unless an earlier item is. */
        public boolean selects(Map<String, String> labels) {
            return selector.filter(s -> s.selects(labels)).isPresent();
        }
    }

    public Layered {
        items = List.copyOf(items);
    }

    static <T> Layered<T> ofCluster(T cluster) {
        return new Layered<>(cluster, List.of());
    }

    /** The same items with something else in each. */
    public <R> Layered<R> map(Function<? super T, ? extends R> change) {
        return new Layered<>(
                change.apply(cluster),
                items.stream()
                        .map(item -> new Item<R>(item.name, item.selector, change.apply(item.value)))
                        .toList());
    }

    /** The first item that selects the node. */
    public Optional<Item<T>> itemFor(Map<String, String> labels) {
        return items.stream().filter(item -> item.selects(labels)).findFirst();
    }

    /** What holds for the node. */
    public T of(Map<String, String> labels) {
        return itemFor(labels).map(Item::value).orElse(cluster);
    }

    /**
     * Reads a document whose items are the document again, with what each says laid over it.
     *
     * @param names of all that it and its items may say
     * @param value of the document, or of an item with the document below it
     */
    static <T> Layered<T> readOverlaid(
            JsonObject raw, FieldNames names, Findings findings, BiFunction<JsonObject, Findings, T> value) {
        JsonObject document = names.canonicalize(raw, findings);
        T cluster = value.apply(document, findings);
        return new Layered<>(cluster, readItems(document, ColocationDocument.ITEMS, findings, (rawItem, here) -> {
            JsonObject item = names.canonicalize(rawItem, here);
            var _ = value.apply(item, here); // for what is wrong with the item itself
            JsonObject merged = new JsonObject(Overlay.merge(document.fields(), item.fields()), item.path());
            return here.isCleanHere() ? value.apply(merged, here) : cluster;
        }));
    }

    /**
     * Reads the list per node.
     *
     * @param list name of the list
     * @param value makes an item's value from its fields, name and selector among them
     */
    static <T> List<Item<T>> readItems(
            JsonObject document, String list, Findings findings, BiFunction<JsonObject, Findings, T> value) {
        List<JsonObject> listed = findings.attempt(() -> document.objects(list)).orElse(List.of());
        if (listed.size() > MOST_ITEMS) {
            findings.reject(tooMany(document.pathOf(list), listed.size()));
            return List.of();
        }
        List<Item<T>> items = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Earlier earlier = new Earlier();
        for (JsonObject raw : listed) {
            JsonObject item = ENVELOPE.canonicalize(raw);
            String name = findings.find(() -> item.string("name"))
                    .filter(text -> !text.isEmpty())
                    .orElse(raw.path());
            Findings here = findings.inItem(name);
            if (!names.add(name)) {
                here.warn(item.path() + ".name is that of an earlier item: " + name);
            }
            Optional<LabelSelector> selector =
                    here.find(() -> item.object("nodeSelector").map(LabelSelectors::parse));
            if (selector.isEmpty()) {
                here.warn(item.path() + " has no nodeSelector and is for no node");
            } else {
                earlier.withAllNodesOf(selector.get(), name)
                        .ifPresent(before -> here.warn(
                                item.path() + " is never reached: " + before + " selects its nodes before it"));
            }
            items.add(new Item<>(name, selector, value.apply(item, here)));
        }
        return items;
    }

    /** An object without what says for which nodes it or its items are. */
    static JsonObject content(JsonObject object) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(object.fields());
        fields.keySet().removeAll(List.of("name", "nodeSelector", ColocationDocument.ITEMS));
        return new JsonObject(fields, object.path());
    }

    static String tooMany(String path, int items) {
        return path + " has " + items + " items; at most " + MOST_ITEMS + " are taken";
    }

    /** Items that were read, by what they select. */
    private static final class Earlier {
        private final Map<LabelSelector, Place> bySelector = new HashMap<>();
        private Optional<Place> ofEveryNode = Optional.empty();
        private int count;

        private record Place(int index, String name) {}

        /** The first earlier item that plainly selects all nodes that this one does; takes this one up then. */
        Optional<String> withAllNodesOf(LabelSelector selector, String name) {
            Place here = new Place(count++, name);
            Optional<Place> before = Stream.of(ofEveryNode, Optional.ofNullable(bySelector.putIfAbsent(selector, here)))
                    .flatMap(Optional::stream)
                    .min(Comparator.comparingInt(Place::index));
            if (selector.selectsEverything() && ofEveryNode.isEmpty()) {
                ofEveryNode = Optional.of(here);
            }
            return before.map(Place::name);
        }
    }
}
