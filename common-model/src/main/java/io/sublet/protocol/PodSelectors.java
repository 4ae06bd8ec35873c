package io.sublet.protocol;

import io.sublet.model.pod.LabelSelector;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pod selectors of Sublet's own rules. In contrast to PodQoS, an empty list of namespaces is none of them. */
final class PodSelectors {
    private static final String LABELS = "labelSelector";
    private static final String NAMESPACES = "namespaces";
    private static final String PRIORITY = "priorityRange";
    private static final String CLASSES = "qosClasses";

    private PodSelectors() {}

    static PodSelector parse(JsonObject selector) {
        JsonObject range = selector.objectOrEmpty(PRIORITY);
        OptionalInt lowest = priority(range, "min");
        OptionalInt highest = priority(range, "max");
        if (lowest.isPresent() && highest.isPresent() && lowest.getAsInt() > highest.getAsInt()) {
            throw new JsonException(range.pathOf("min") + " must not be above max");
        }
        Set<QosClass> classes = new LinkedHashSet<>();
        for (String name : selector.strings(CLASSES)) {
            classes.add(QosClass.parse(name)
                    .orElseThrow(() -> new JsonException(
                            selector.pathOf(CLASSES) + " must be LSE, LSR, LS, BE or SYSTEM, was " + name)));
        }
        return new PodSelector(
                selector.object(LABELS).map(LabelSelectors::parse).orElse(LabelSelector.EVERYTHING),
                selector.fields().get(NAMESPACES) == null
                        ? Optional.empty()
                        : Optional.of(Set.copyOf(selector.strings(NAMESPACES))),
                lowest,
                highest,
                classes);
    }

    private static OptionalInt priority(JsonObject range, String field) {
        return Fields.integer(range, field, Integer.MIN_VALUE, Integer.MAX_VALUE)
                .map(value -> OptionalInt.of(value.intValue()))
                .orElse(OptionalInt.empty());
    }

    static Map<String, @Nullable Object> render(PodSelector selector) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        if (!selector.labels().selectsEverything()) {
            tree.put(LABELS, LabelSelectors.render(selector.labels()));
        }
        selector.namespaces()
                .ifPresent(names -> tree.put(NAMESPACES, names.stream().sorted().toList()));
        Map<String, @Nullable Object> range = new LinkedHashMap<>();
        selector.lowest().ifPresent(min -> range.put("min", (long) min));
        selector.highest().ifPresent(max -> range.put("max", (long) max));
        if (!range.isEmpty()) {
            tree.put(PRIORITY, range);
        }
        if (!selector.qosClasses().isEmpty()) {
            tree.put(
                    CLASSES,
                    selector.qosClasses().stream().sorted().map(Enum::name).toList());
        }
        return tree;
    }
}
