package io.sublet.manager.view;

import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.resource.CpuMemory;
import java.util.List;

/**
 * What the manager keeps of a pod that is bound to a node and neither succeeded nor failed.
 *
 * @param key namespace and name, as in {@link io.sublet.model.usage.PodUsage#key()}
 * @param priority with the default that follows from the QoS class
 * @param qos with the default that follows from requests and limits
 * @param request CPU and memory asked for, mid resources included, which are CPU and memory of the same machine
 * @param numaNodes where the scheduler placed it; empty if nowhere in particular
 * @param subject what PodQoS selectors look at, one instance for all pods that look alike; of the labels those that some
 *     selector names
 */
public record PodView(
        String key,
        String node,
        PriorityClass priority,
        QosClass qos,
        CpuMemory request,
        List<Integer> numaNodes,
        PodSelector.Subject subject) {
    public PodView {
        numaNodes = List.copyOf(numaNodes);
    }
}
