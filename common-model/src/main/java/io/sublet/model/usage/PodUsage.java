package io.sublet.model.usage;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;

/**
 * What one pod used. Class and QoS are those with defaults applied, so that a reader can place a pod that it no longer
 * knows.
 */
public record PodUsage(String namespace, String name, PriorityClass priority, QosClass qos, ResourceUsage usage) {
    /** Namespace and name, as in {@link io.sublet.model.pod.PodRef#key()}. */
    public String key() {
        return namespace + "/" + name;
    }
}
