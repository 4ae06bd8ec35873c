package io.sublet.cli.config;

import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.FieldSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The key of the ConfigMap that ends colocation on all nodes, or on those that an item selects. */
public final class ClusterSwitch {
    /** On the ConfigMap: what the key said before everything was switched off. */
    private static final String BEFORE = "sublet.io/colocation-switch-before";

    private static final String OFF = "{\"colocation\":\"disabled\"}";

    private ClusterSwitch() {}

    /** Whether it ends colocation on a node with these labels. */
    public static boolean isOff(Map<String, String> data, FieldSchema spec, Map<String, String> labels) {
        return ConfigKey.SWITCH
                .read(data.get(ConfigKey.SWITCH.name()), spec)
                .value()
                .filter(layers -> layers.of(labels).disabled())
                .isPresent();
    }

    /**
     * A merge patch of the ConfigMap that switches everything off, and keeps what the key said.
     *
     * @param data as it is now
     */
    public static Map<String, Object> off(Map<String, String> data) {
        Optional<String> before =
                Optional.ofNullable(data.get(ConfigKey.SWITCH.name())).filter(text -> !text.equals(OFF));
        Map<String, Object> patch = new HashMap<>(Map.of("data", Map.of(ConfigKey.SWITCH.name(), OFF)));
        before.ifPresent(text -> patch.put("metadata", Map.of("annotations", Map.of(BEFORE, text))));
        return patch;
    }

    /** A merge patch that lets the key say what it said before, or nothing. */
    public static Map<String, Object> back(Map<String, String> annotations) {
        Map<String, @Nullable Object> key = new HashMap<>();
        key.put(ConfigKey.SWITCH.name(), annotations.get(BEFORE));
        Map<String, @Nullable Object> note = new HashMap<>();
        note.put(BEFORE, null);
        return Map.of("data", key, "metadata", Map.of("annotations", note));
    }
}
