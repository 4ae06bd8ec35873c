package io.sublet.manager.config;

import io.sublet.crds.config.ConfigKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What holds of each key at one moment. A key of which no content could be used yet is absent, which is not its default. */
public final class InForce {
    /** Nothing has been read yet. */
    public static final InForce NOTHING = new InForce(Map.of());

    private final Map<ConfigKey<?>, Object> values;

    private InForce(Map<ConfigKey<?>, Object> values) {
        this.values = values;
    }

    @SuppressWarnings("unchecked") // with() puts under each key what that key has read
    public <T> Optional<T> get(ConfigKey<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    <T> InForce with(ConfigKey<T> key, T value) {
        Map<ConfigKey<?>, Object> more = new LinkedHashMap<>(values);
        more.put(key, value);
        return new InForce(more);
    }
}
