package io.sublet.manager.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an informer keeps: of each object only its name and version. The object itself is handed on when it comes in and then
 * forgotten. Because that happens inside the store, a synced informer means that everything has been handed on.
 */
final class RecordStore<T extends HasMetadata> implements ItemStore<T> {
    private final Supplier<T> blank;
    private final Consumer<T> put;
    private final Consumer<String> removed;
    private final Map<String, T> remnants = new ConcurrentHashMap<>();

    /**
     * A store.
     *
     * @param blank makes an object without content
     * @param put takes each object that is new or has changed
     * @param removed takes the key of each object that is gone: namespace and name, or the name
     */
    RecordStore(Supplier<T> blank, Consumer<T> put, Consumer<String> removed) {
        this.blank = blank;
        this.put = put;
        this.removed = removed;
    }

    @Override
    public String getKey(T object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    public @Nullable T put(String key, T object) {
        ObjectMeta meta = object.getMetadata();
        T remnant = blank.get();
        remnant.setMetadata(new ObjectMetaBuilder()
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .build());
        put.accept(object);
        return remnants.put(key, remnant);
    }

    @Override
    public @Nullable T remove(String key) {
        T remnant = remnants.remove(key);
        if (remnant != null) {
            removed.accept(key);
        }
        return remnant;
    }

    @Override
    public Stream<String> keySet() {
        return remnants.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return remnants.values().stream();
    }

    @Override
    public int size() {
        return remnants.size();
    }

    @Override
    public @Nullable T get(String key) {
        return remnants.get(key);
    }

    @Override
    public boolean isFullState() {
        return false;
    }
}
