package io.sublet.webhook.kube;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashSet;
import java.util.Set;

/**
 * Hands what an informer sees to a handler, and tells when the handler has been given all that was there at first. The informer
 * itself calls that done as soon as the list has been read, and the handler, on another thread, may be far behind.
 */
final class TakenIn<T> implements ResourceEventHandler<T> {
    private final SharedIndexInformer<T> informer;
    private final ResourceEventHandler<T> handler;
    /** Keys of what the handler was given before the end of the list was known. */
    private final Set<String> given = new HashSet<>();
    /** Keys of what was listed and the handler was not given yet. */
    private final Set<String> due = new HashSet<>();

    private boolean listed;
    private volatile boolean done;

    private TakenIn(SharedIndexInformer<T> informer, ResourceEventHandler<T> handler) {
        this.informer = informer;
        this.handler = handler;
    }

    /** Starts an informer that was not started yet. */
    static <T> TakenIn<T> start(SharedIndexInformer<T> informer, ResourceEventHandler<T> handler) {
        TakenIn<T> takenIn = new TakenIn<>(informer, handler);
        informer.addEventHandler(takenIn);
        var _ = informer.start().thenRun(takenIn::listed);
        return takenIn;
    }

    boolean isDone() {
        return done;
    }

    boolean isWatching() {
        return informer.isWatching();
    }

    void close() {
        informer.close();
    }

    private synchronized void listed() {
        due.addAll(informer.getStore().listKeys());
        due.removeAll(given);
        given.clear();
        listed = true;
        done = due.isEmpty();
    }

    /** Each object of the list comes as an addition, and before anything else that happens to it. */
    private synchronized void given(String key) {
        if (!listed) {
            given.add(key);
        } else if (!done) {
            due.remove(key);
            done = due.isEmpty();
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
