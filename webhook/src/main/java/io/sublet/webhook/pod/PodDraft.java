package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Labels;
import io.sublet.protocol.Parsed;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A pod on its way through the mutators: a JSON tree of the right shape that nobody changes, and what was decided about
 * profiles so far. Changes are made on a {@link PodEdit}.
 */
public record PodDraft(ObjectNode tree, ProfileDecisions decisions) {

    /** A pod as it arrives; invalid if a mutator could trip over its shape. */
    public static Parsed<PodDraft> of(JsonNode tree) {
        Optional<String> flaw = PodShape.flaw(tree);
        return flaw.isEmpty() && tree instanceof ObjectNode pod
                ? new Parsed.Valid<>(new PodDraft(pod, ProfileDecisions.NONE))
                : new Parsed.Invalid<>(flaw.orElse("not an object"));
    }

    PodDraft with(ProfileDecisions next) {
        return new PodDraft(tree, next);
    }

    /** Unmodifiable, empty where the pod has none. */
    public Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        tree.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return Collections.unmodifiableMap(labels);
    }

    /** One of the labels. */
    public Optional<String> label(String key) {
        JsonNode value = tree.path("metadata").path("labels").path(key);
        return value.isMissingNode() ? Optional.empty() : Optional.of(value.asText());
    }

    public Optional<String> annotation(String key) {
        JsonNode value = tree.path("metadata").path("annotations").path(key);
        return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
    }

    /** {@code spec.priority}, set by the API server before any webhook is asked. */
    public OptionalInt priority() {
        JsonNode priority = tree.path("spec").path("priority");
        return priority.isInt() ? OptionalInt.of(priority.intValue()) : OptionalInt.empty();
    }

    /** The class whose resources the pod runs on: as declared, else the one that follows from its QoS class. */
    public PriorityClass priorityClass() {
        Optional<String> declared = label(Labels.POD_PRIORITY_CLASS);
        QosClass qos = label(Labels.POD_QOS)
                .flatMap(QosClass::parse)
                .orElseGet(() -> QosClass.defaultFor(KubeQosOfPod.of(tree)));
        return PriorityClass.declared(declared, priority()).orDefaultFor(qos);
    }
}
