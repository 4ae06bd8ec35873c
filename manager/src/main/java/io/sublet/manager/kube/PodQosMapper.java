package io.sublet.manager.kube;

import io.sublet.manager.view.PodQosStatus;
import io.sublet.manager.view.PodQosView;
import io.sublet.model.pod.LabelSelector;
import io.sublet.model.slo.PodQosRule;
import io.sublet.protocol.LabelSelectors;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.PodQosRules;
import io.sublet.protocol.json.FieldSelection;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a PodQoS to the record that the manager keeps. */
final class PodQosMapper {
    /** What is read of a PodQoS. */
    static final FieldSelection FIELDS = FieldSelection.none()
            .plus("metadata", "name")
            .plus("metadata", "generation")
            .plus("spec")
            .plus("status");

    private static final String SELECTOR = "selector";
    private static final String NAMESPACE_SELECTOR = "namespaceSelector";

    private PodQosMapper() {}

    static PodQosView view(JsonObject object) {
        JsonObject metadata = object.objectOrEmpty("metadata");
        String name = metadata.string("name").orElse("");
        JsonObject spec = object.objectOrEmpty("spec");
        return new PodQosView(
                name,
                metadata.integer("generation").orElse(0L),
                spec.integer("precedence").orElse(0L).intValue(),
                Parsed.attempt(() -> rule(name, spec)),
                Parsed.attempt(() -> namespaceSelector(spec)).valid().flatMap(selector -> selector),
                status(object.objectOrEmpty("status")));
    }

    private static PodQosRule rule(String name, JsonObject spec) {
        // One without a selector is refused by the API server; it must not be taken for one that names every pod.
        if (spec.object(SELECTOR).isEmpty()) {
            throw new JsonException(spec.pathOf(SELECTOR) + " must be given");
        }
        var _ = namespaceSelector(spec);
        Map<String, @Nullable Object> named = new LinkedHashMap<>(spec.fields());
        named.put("name", name);
        return PodQosRules.parse(new JsonObject(named, spec.path()));
    }

    private static Optional<LabelSelector> namespaceSelector(JsonObject spec) {
        return spec.objectOrEmpty(SELECTOR).object(NAMESPACE_SELECTOR).map(LabelSelectors::parse);
    }

    private static Optional<PodQosStatus> status(JsonObject status) {
        return Parsed.attempt(() -> status.objects("conditions").stream()
                        .filter(condition -> condition.string("type").orElse("").equals("Ready"))
                        .findFirst()
                        .map(condition -> new PodQosStatus(
                                status.integer("observedGeneration").orElse(-1L),
                                status.integer("matchedPods").orElse(-1L).intValue(),
                                status.integer("governedPods").orElse(-1L).intValue(),
                                condition.string("status").orElse("").equals("True"),
                                condition.string("reason").orElse(""),
                                condition.string("message").orElse(""),
                                instant(condition))))
                .valid()
                .flatMap(found -> found);
    }

    private static Instant instant(JsonObject condition) {
        try {
            return Instant.parse(condition.string("lastTransitionTime").orElse(""));
        } catch (DateTimeParseException e) {
            throw new JsonException("lastTransitionTime is no time: " + e.getMessage());
        }
    }
}
