package io.sublet.cli.config;

import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeItem;
import io.sublet.crds.config.SloControllerConfig;
import io.sublet.protocol.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is wrong with a ConfigMap.
 *
 * @param violations for which a key is refused
 * @param warnings what its author should look at
 * @param notes what is only worth knowing
 */
public record ConfigCheck(List<String> violations, List<String> warnings, List<String> notes) {
    public ConfigCheck {
        violations = List.copyOf(violations);
        warnings = List.copyOf(warnings);
        notes = List.copyOf(notes);
    }

    /**
     * Judges all keys.
     *
     * @param nodes the labels of the cluster's nodes; empty where they are not known
     */
    public static ConfigCheck of(
            Map<String, String> data, FieldSchema spec, Optional<List<Map<String, String>>> nodes) {
        SloControllerConfig config = SloControllerConfig.parse(data, spec);
        List<String> notes = new ArrayList<>();
        for (ConfigKey<?> key : ConfigKey.all()) {
            nodes.ifPresent(labels -> notes.addAll(unreached(key.name(), data.getOrDefault(key.name(), ""), labels)));
        }
        data.keySet().stream()
                .filter(name ->
                        ConfigKey.all().stream().noneMatch(key -> key.name().equals(name)))
                .sorted()
                .forEach(name -> notes.add(name + ": no key of Sublet, left to others"));
        return new ConfigCheck(
                config.violations().stream().map(Object::toString).toList(),
                config.warnings().stream().map(Object::toString).toList(),
                notes);
    }

    private static List<String> unreached(String key, String document, List<Map<String, String>> nodes) {
        List<NodeItem> items;
        try {
            items = NodeItem.readAll(document);
        } catch (JsonException e) {
            return List.of();
        }
        return items.stream()
                .filter(item -> item.selector()
                        .valid()
                        .filter(selector -> nodes.stream().noneMatch(selector::selects))
                        .isPresent())
                .map(item -> key + ": " + item.label() + " selects no node of the cluster now")
                .toList();
    }

    public boolean isUsable() {
        return violations.isEmpty();
    }
}
