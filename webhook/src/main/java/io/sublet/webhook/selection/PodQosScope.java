package io.sublet.webhook.selection;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.model.pod.QosClass;
import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.In;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which pods a PodQoS object selects, and how it stands beside others.
 *
 * @param name of the object; among equals in precedence the first name governs
 * @param precedence the highest governs
 * @param pods on their labels
 * @param namespaces on the labels of the pods' namespace; names are the label that every namespace has
 * @param lowest priority that is selected
 * @param highest priority that is selected
 * @param classes QoS classes that are selected
 */
public record PodQosScope(
        String name,
        int precedence,
        LabelQuery pods,
        LabelQuery namespaces,
        int lowest,
        int highest,
        Set<QosClass> classes) {
    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    public PodQosScope {
        classes = Set.copyOf(classes);
    }

    /** Of a whole object; what cannot be read in it counts as not said. */
    public static PodQosScope of(JsonNode object) {
        JsonNode spec = object.path("spec");
        JsonNode selector = spec.path("selector");
        JsonNode range = selector.path("priorityRange");
        return new PodQosScope(
                object.path("metadata").path("name").asText(),
                spec.path("precedence").asInt(),
                SelectorTree.of(selector.path("labelSelector")).query(),
                namespaces(selector),
                range.path("min").asInt(Integer.MIN_VALUE),
                range.path("max").asInt(Integer.MAX_VALUE),
                classes(selector.path("qosClasses")));
    }

    private static LabelQuery namespaces(JsonNode selector) {
        Set<String> names = new HashSet<>();
        selector.path("namespaces").forEach(name -> names.add(name.asText()));
        return names.isEmpty()
                ? SelectorTree.of(selector.path("namespaceSelector")).query()
                : new LabelQuery(List.of(new In(NAMESPACE_NAME, names)));
    }

    private static Set<QosClass> classes(JsonNode names) {
        Set<QosClass> classes = EnumSet.noneOf(QosClass.class);
        names.forEach(name -> QosClass.parse(name.asText()).ifPresent(classes::add));
        return classes.isEmpty() ? EnumSet.allOf(QosClass.class) : classes;
    }

    public boolean isEverything() {
        return pods.isEverything()
                && namespaces.isEverything()
                && lowest == Integer.MIN_VALUE
                && highest == Integer.MAX_VALUE
                && classes.size() == QosClass.values().length;
    }

    /** Whether there can be a pod that both select. */
    public boolean mayShare(PodQosScope other) {
        return LabelOverlap.isPossible(pods, other.pods)
                && LabelOverlap.isPossible(namespaces, other.namespaces)
                && lowest <= other.highest
                && other.lowest <= highest
                && classes.stream().anyMatch(other.classes::contains);
    }

    /** Whether the other one selects every pod that this one does. */
    public boolean isWithin(PodQosScope other) {
        return LabelOverlap.isWithin(pods, other.pods)
                && LabelOverlap.isWithin(namespaces, other.namespaces)
                && other.lowest <= lowest
                && highest <= other.highest
                && other.classes.containsAll(classes);
    }

    /** Whether it governs where both select a pod. */
    public boolean isBefore(PodQosScope other) {
        return precedence != other.precedence ? precedence > other.precedence : name.compareTo(other.name) < 0;
    }
}
