package io.sublet.crds.cluster;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Hands what an informer sees to a handler, and tells when the handler has been given all that was there at first. The informer
 * itself calls that done as soon as the list has been read, and the handler, on another thread, may be far behind.
 */
final class TakenIn<T> implements ResourceEventHandler<T> {
    private final SharedIndexInformer<T> informer;
    private final ResourceEventHandler<T> handler;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    /** Keys of what the handler was given before the end of the list was known. */
    private final Set<String> given = new HashSet<>();
    /** Keys of what was listed and the handler was not given yet. */
    private final Set<String> due = new HashSet<>();

    private boolean listed;

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
            listed();
            return done;
        });
    }

    /** An object that went before the handler was given it is not in the store, and need not come. */
    private void listed() {
        boolean all;
        synchronized (this) {
            due.addAll(informer.getStore().listKeys());
            due.removeAll(given);
            given.clear();
            listed = true;
            all = due.isEmpty();
        }
        completeIf(all);
    }

    /** Each object of the list comes as an addition, and before anything else that happens to it. */
    private void given(String key) {
        if (done.isDone()) {
            return;
        }
        boolean all;
        synchronized (this) {
            if (listed) {
                due.remove(key);
            } else {
                given.add(key);
            }
            all = listed && due.isEmpty();
        }
        completeIf(all);
    }

    private void completeIf(boolean all) {
        if (all) {
            done.complete(null);
        }
    }

    @Override
    public void onAdd(T object) {
        try {
            handler.onAdd(object);
        } finally {
            given(informer.getStore().getKey(object));
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
