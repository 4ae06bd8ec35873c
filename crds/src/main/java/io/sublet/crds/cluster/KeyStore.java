package io.sublet.crds.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store of an informer that keeps of each object only who it is and its version, enough to tell what changed and what
 * went. The event handler has seen the whole object and kept what it needs.
 */
final class KeyStore<T extends HasMetadata> implements ItemStore<T> {
    private final Map<String, Key> keys = new ConcurrentHashMap<>();
    private final Supplier<T> empty;

    private record Key(
            @Nullable String namespace,
            String name,
            String uid,
            @Nullable String resourceVersion) {}

    /**
     * An empty store.
     *
     * @param empty makes an object without content
     */
    KeyStore(Supplier<T> empty) {
        this.empty = empty;
    }

    @Override
    public String getKey(T object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    public @Nullable T put(String key, T object) {
        ObjectMeta meta = object.getMetadata();
        return restore(
                keys.put(key, new Key(meta.getNamespace(), meta.getName(), meta.getUid(), meta.getResourceVersion())));
    }

    @Override
    public @Nullable T remove(String key) {
        return restore(keys.remove(key));
    }

    @Override
    public Stream<String> keySet() {
        return keys.keySet().stream();
    }

    @Override
    @SuppressWarnings("NullAway") // a key that is there restores to an object
    public Stream<T> values() {
        return keys.values().stream().map(this::restore);
    }

    @Override
    public int size() {
        return keys.size();
    }

    @Override
    public @Nullable T get(String key) {
        return restore(keys.get(key));
    }

    /** So that the informer hands each object to the handler when it comes, not later from here. */
    @Override
    public boolean isFullState() {
        return false;
    }

    private @Nullable T restore(@Nullable Key key) {
        if (key == null) {
            return null;
        }
        T object = empty.get();
        ObjectMeta meta = new ObjectMeta();
        meta.setNamespace(key.namespace);
        meta.setName(key.name);
        meta.setUid(key.uid);
        meta.setResourceVersion(key.resourceVersion);
        object.setMetadata(meta);
        return object;
    }
}
