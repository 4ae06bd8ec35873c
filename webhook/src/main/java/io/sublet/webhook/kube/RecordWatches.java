package io.sublet.webhook.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.ReducedStateItemStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Watches of which only small records are kept, not the objects. A list or watch that fails is tried again for ever. */
final class RecordWatches implements AutoCloseable {
    private static final Logger log = Logger.getLogger(RecordWatches.class);
    private static final long PAGE = 500;

    private final KubernetesClient client;
    private final List<TakenIn<?>> watches = new CopyOnWriteArrayList<>();

    RecordWatches(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Begins to watch.
     *
     * @param keep takes what it needs of each object that appears or changes
     * @param forget told the name of each object that is gone
     */
    <T extends HasMetadata> void start(
            Informable<T> resources, Class<T> type, Consumer<T> keep, Consumer<String> forget) {
        SharedIndexInformer<T> informer = resources
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new ReducedStateItemStore<>(
                        ReducedStateItemStore.NAME_KEY_STATE, type, client.getKubernetesSerialization()))
                .removeNamespaceIndex()
                .exceptionHandler((started, failure) -> {
                    log.warnf("Watching failed and is tried again resource=%s cause=%s", type.getSimpleName(), failure);
                    return true;
                });
        watches.add(TakenIn.start(informer, new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T object) {
                keep.accept(object);
            }

            @Override
            public void onUpdate(T before, T object) {
                keep.accept(object);
            }

            @Override
            public void onDelete(T object, boolean stateUnknown) {
                forget.accept(object.getMetadata().getName());
            }
        }));
    }

    /** Whether all that there is has been kept once. */
    boolean isComplete() {
        return !watches.isEmpty() && watches.stream().allMatch(TakenIn::isDone);
    }

    /** Whether each is up right now. */
    boolean isWatching() {
        return watches.stream().allMatch(TakenIn::isWatching);
    }

    @Override
    public void close() {
        watches.forEach(TakenIn::close);
    }
}
