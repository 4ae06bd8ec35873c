package io.sublet.crds.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch of one kind of objects, of which each is handed on when it comes and none is kept. A list or watch that fails is tried
 * again for ever.
 */
public final class RecordWatch<T extends HasMetadata> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RecordWatch.class);

    /**
     * Objects per page of a list, so that neither side holds the whole cluster as text. A list with a limit is also a
     * consistent read: one from a cache of the API server could be older than what the watch has shown, and what somebody holds
     * would look free.
     */
    private static final long PAGE = 500;

    private final String kind;
    private final SharedIndexInformer<T> informer;
    private final TakenIn<T> takenIn;
    private final ApiContact contact;
    private final CompletableFuture<Void> filled = new CompletableFuture<>();

    /**
     * What is followed.
     *
     * @param kind for messages and metrics: {@code nodes}
     * @param objects all of the kind, or some
     * @param empty makes an object without content
     */
    public record Source<T extends HasMetadata>(String kind, Informable<T> objects, Supplier<T> empty) {}

    /**
     * Not started yet.
     *
     * @param seen is given each object that appears or changes
     * @param gone is given each object that is no more, of which only the metadata may be known
     */
    public RecordWatch(Source<T> source, ApiContact contact, Consumer<T> seen, Consumer<T> gone) {
        this.kind = source.kind;
        this.contact = contact;
        this.informer = source.objects
                .withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(new KeyStore<>(source.empty))
                .removeNamespaceIndex()
                .exceptionHandler((started, failure) -> {
                    contact.failed(tried(), failure);
                    return true;
                });
        this.takenIn = TakenIn.of(informer, new Handler<>(seen, gone));
    }

    private String tried() {
        return "watching " + kind;
    }

    /** Begins to watch. */
    public void start() {
        var _ = takenIn.start().whenComplete((_, failure) -> {
            if (failure == null) {
                contact.worked(tried());
                log.info("watch is filled kind={} objects={}", kind, size());
                filled.complete(null);
            } else {
                filled.completeExceptionally(failure);
            }
        });
    }

    /** Completes when all that was there at the start has been handed on. */
    public CompletableFuture<Void> filled() {
        return filled;
    }

    /** As in metrics. */
    public String kind() {
        return kind;
    }

    /** How many objects there are. */
    public int size() {
        return informer.getStore().listKeys().size();
    }

    /** Whether all that there was at the start has been handed on. */
    public boolean isFilled() {
        return filled.isDone() && !filled.isCompletedExceptionally();
    }

    /** Whether it is open right now. */
    public boolean isWatching() {
        return informer.isWatching();
    }

    @Override
    public void close() {
        informer.stop();
    }

    /** What to do with an object that is there and with one that is gone. */
    private record Handler<T extends HasMetadata>(Consumer<T> seen, Consumer<T> gone)
            implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            guarded(seen, object);
        }

        @Override
        public void onUpdate(T before, T object) {
            if (!before.getMetadata().getUid().equals(object.getMetadata().getUid())) {
                guarded(gone, before);
            }
            guarded(seen, object);
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            guarded(gone, object);
        }

        /** One object that cannot be taken in must not keep the others out. */
        private static <T extends HasMetadata> void guarded(Consumer<T> consumer, T object) {
            try {
                consumer.accept(object);
            } catch (RuntimeException e) {
                log.error(
                        "object is left out {}/{}",
                        object.getKind(),
                        object.getMetadata().getName(),
                        e);
            }
        }
    }
}
