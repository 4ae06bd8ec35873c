package io.sublet.manager.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Meters of one name by what their tags stand for, each made once. A registry would look each up by its tags, which costs more than to count.
 *
 * @param <K> what the tags stand for; a value
 */
final class MeterMap<K, M> {
    private final Map<K, M> made = new ConcurrentHashMap<>();
    private final Function<K, M> maker;

    MeterMap(Function<K, M> maker) {
        this.maker = maker;
    }

    M of(K key) {
        M known = made.get(key);
        return known == null ? made.computeIfAbsent(key, maker) : known;
    }
}
