package io.sublet.crds.config;

import io.sublet.model.pod.LabelSelector;
import io.sublet.protocol.LabelSelectors;
import io.sublet.protocol.LabelSyntax;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An item of a key's list per node, as far as all keys have it in common: which nodes it is for. Nodes take the first item of
 * a key that selects them.
 *
 * @param name as given, empty if it has none
 * @param path where it stands in the key's document
 * @param selector absent in an item that is for no node
 * @param isExclusion whether it does nothing but switch off what the key is about, which other items may overlap on purpose
 */
public record NodeItem(String name, String path, Parsed<LabelSelector> selector, boolean isExclusion) {
    private static final List<String> LISTS = List.of("nodeConfigs", "nodeStrategies");
    private static final String NAME = "name";
    private static final String SELECTOR = "nodeSelector";

    /**
     * The items of any key's document, in order.
     *
     * @throws JsonException if it is not JSON, or its list is not one of objects or too long
     */
    public static List<NodeItem> readAll(String document) {
        @Nullable Object tree = document.isBlank() ? null : Json.parse(document);
        if (tree == null) {
            return List.of();
        }
        JsonObject root = lowerCase(JsonObject.of(tree, ""));
        List<NodeItem> items = new ArrayList<>();
        for (String list : LISTS) {
            List<@Nullable Object> raw = root.list(list.toLowerCase(Locale.ROOT));
            if (raw.size() > Layered.MOST_ITEMS) {
                throw new JsonException(Layered.tooMany(list, raw.size()));
            }
            for (int i = 0; i < raw.size(); i++) {
                items.add(read(JsonObject.of(raw.get(i), list + "[" + i + "]")));
            }
        }
        return items;
    }

    private static NodeItem read(JsonObject raw) {
        JsonObject item = lowerCase(raw);
        String selector = SELECTOR.toLowerCase(Locale.ROOT);
        Parsed<LabelSelector> parsed = item.fields().get(selector) == null
                ? new Parsed.Absent<>()
                : Parsed.attempt(() ->
                        checked(new JsonObject(item.objectOrEmpty(selector).fields(), "")));
        Map<String, @Nullable Object> rest = new LinkedHashMap<>(item.fields());
        rest.remove(NAME);
        rest.remove(selector);
        rest.values().removeIf(value -> value == null);
        return new NodeItem(
                item.fields().get(NAME) instanceof String name ? name : "",
                raw.path(),
                parsed,
                rest.equals(Map.of("enable", false)));
    }

    private static LabelSelector checked(JsonObject tree) {
        LabelSelector selector = LabelSelectors.parse(tree);
        Stream<Optional<String>> keys = Stream.concat(
                        selector.labels().keySet().stream(),
                        selector.expressions().stream().map(LabelSelector.Expression::key))
                .map(LabelSyntax::flawOfKey);
        Stream<Optional<String>> values = Stream.concat(
                        selector.labels().values().stream(),
                        selector.expressions().stream().flatMap(e -> e.values().stream()))
                .map(LabelSyntax::flawOfValue);
        Stream.concat(keys, values).flatMap(Optional::stream).findFirst().ifPresent(flaw -> {
            throw new JsonException(flaw);
        });
        return selector;
    }

    /** Fields by their names in lower case, since Go's decoder takes them in any. */
    private static JsonObject lowerCase(JsonObject object) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        object.fields().forEach((name, value) -> fields.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return new JsonObject(fields, object.path());
    }

    /** By name where it has one, else by path. */
    public String label() {
        return name.isEmpty() ? path : "'" + name + "'";
    }
}
