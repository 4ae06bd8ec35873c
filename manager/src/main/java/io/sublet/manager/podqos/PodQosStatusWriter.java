package io.sublet.manager.podqos;

import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.view.PodQosStatus;

/** Writes the status of PodQoS objects. */
@FunctionalInterface
public interface PodQosStatusWriter {
    Outcome write(String name, PodQosStatus status);
}
