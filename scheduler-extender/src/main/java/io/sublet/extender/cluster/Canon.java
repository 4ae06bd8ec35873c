package io.sublet.extender.cluster;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Hands out one object for all equal ones of late, so that the thousand pods of a workload hold their resources once. For
 * one thread at a time.
 */
final class Canon<T> {
    private static final int REMEMBERED = 4096;

    private final Map<T, T> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<T, T> eldest) {
            return size() > REMEMBERED;
        }
    };

    T of(T value) {
        T before = known.putIfAbsent(value, value);
        return before == null ? value : before;
    }
}
