package io.sublet.crds.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole ConfigMap {@code slo-controller-config}, key by key. Keys do not depend on one another: one that cannot be used
 * says nothing about the rest, and what does not fit together is a warning.
 */
public final class SloControllerConfig {
    private final Map<ConfigKey<?>, KeyResult<?>> results;
    private final List<Violation> bandwidth;

    private SloControllerConfig(Map<ConfigKey<?>, KeyResult<?>> results) {
        this.results = results;
        this.bandwidth = bandwidth(
                of(ConfigKey.of(SloSection.QOS)).value(),
                of(ConfigKey.of(SloSection.SYSTEM)).value());
    }

    private static List<Violation> bandwidth(
            Optional<Layered<Map<String, @Nullable Object>>> qos,
            Optional<Layered<Map<String, @Nullable Object>>> system) {
        return qos.isPresent() && system.isPresent()
                ? NetworkBounds.overdrawn(qos.get().cluster(), system.get().cluster())
                : List.of();
    }

    /**
     * Reads all keys that are known here, and says all that is wrong with each.
     *
     * @param data of the ConfigMap; empty where there is none, which has the defaults
     * @param spec schema of NodeSLO's spec
     */
    public static SloControllerConfig parse(Map<String, String> data, FieldSchema spec) {
        Map<ConfigKey<?>, KeyResult<?>> results = new LinkedHashMap<>();
        ConfigKey.all().forEach(key -> results.put(key, key.read(data.get(key.name()), spec)));
        return new SloControllerConfig(results);
    }

    /** What became of the key. */
    @SuppressWarnings("unchecked") // parse puts under each key what that key has read
    public <T> KeyResult<T> of(ConfigKey<T> key) {
        return (KeyResult<T>) Optional.ofNullable(results.get(key))
                .orElseThrow(() -> new IllegalStateException("the key " + key + " is not among those that are read"));
    }

    /** Everything for which a key is refused, in the order of the keys. */
    public List<Violation> violations() {
        return results.values().stream()
                .flatMap(result -> result.violations().stream())
                .toList();
    }

    /** Everything that its author should look at. */
    public List<Violation> warnings() {
        return Stream.concat(
                        results.values().stream().flatMap(result -> result.warnings().stream()), bandwidth.stream())
                .toList();
    }
}
