package io.sublet.extender.cluster;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.concurrent.CompletableFuture;

/**
 * Tells when a handler has been given all that its informer listed at first. The informer's own start is over as soon as the list
 * has been read, and the handler, on another thread, may be far behind.
 */
final class TakenIn<T> implements ResourceEventHandler<T> {
    private final SharedIndexInformer<T> informer;
    private final ResourceEventHandler<T> handler;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private long given;
    private long listed = Long.MAX_VALUE;

    private TakenIn(SharedIndexInformer<T> informer, ResourceEventHandler<T> handler) {
        this.informer = informer;
        this.handler = handler;
    }

    /** Gives the objects of an informer, which is not started yet, to a handler. */
    static <T> TakenIn<T> of(SharedIndexInformer<T> informer, ResourceEventHandler<T> handler) {
        TakenIn<T> takenIn = new TakenIn<>(informer, handler);
        informer.addEventHandler(takenIn);
        return takenIn;
    }

    /** Starts the informer; completes when the handler is done with the last of the objects that were there. */
    CompletableFuture<Void> start() {
        return informer.start().toCompletableFuture().thenCompose(begun -> {
            expect(informer.getStore().listKeys().size());
            return done;
        });
    }

    private void expect(int objects) {
        boolean all;
        synchronized (this) {
            listed = objects;
            all = given >= listed;
        }
        if (all) {
            done.complete(null);
        }
    }

    /** Each object of the list comes as an addition, and before anything else that happens to it. */
    private void given() {
        boolean all;
        synchronized (this) {
            given++;
            all = given == listed;
        }
        if (all) {
            done.complete(null);
        }
    }

    @Override
    public void onAdd(T object) {
        try {
            handler.onAdd(object);
        } finally {
            given();
        }
    }

    @Override
    public void onUpdate(T before, T object) {
        handler.onUpdate(before, object);
    }

    @Override
    public void onDelete(T object, boolean finalStateUnknown) {
        handler.onDelete(object, finalStateUnknown);
    }
}
