package io.sublet.manager.podqos;

import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.PodQosView;
import java.util.Collection;
import java.util.Optional;

/** The PodQoS objects as they are resolved now. */
public final class LivePodQos {
    private final ClusterView view;
    private volatile PodQosPlan plan = PodQosPlan.EMPTY;

    public LivePodQos(ClusterView view) {
        this.view = view;
    }

    /**
     * Resolves anew; says whether that led to another plan.
     *
     * @param namespacesKnown whether every namespace is in the view
     */
    public synchronized boolean refresh(boolean namespacesKnown) {
        PodQosPlan before = plan;
        plan = PodQosPlan.of(view.podQos(), namespacesKnown ? Optional.of(view.namespaces()) : Optional.empty());
        return !plan.equals(before);
    }

    public PodQosPlan plan() {
        return plan;
    }

    /** Whether there is any object. */
    public boolean isUsed() {
        return !view.podQos().isEmpty();
    }

    /** Whether an object is for namespaces with certain labels. */
    public boolean needsNamespaces() {
        Collection<PodQosView> objects = view.podQos();
        return objects.stream().anyMatch(PodQosPlan::needsNamespaces);
    }
}
