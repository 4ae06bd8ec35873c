package io.sublet.model.pod;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Names pods. A pod must meet every criterion given.
 *
 * @param labels of the pod
 * @param namespaces that the pod may be in; absent is any, empty is none
 * @param lowest lowest {@code spec.priority}; a pod without priority is outside of every range
 * @param highest highest {@code spec.priority}
 * @param qosClasses with defaults applied; empty is any
 */
public record PodSelector(
        LabelSelector labels,
        Optional<Set<String>> namespaces,
        OptionalInt lowest,
        OptionalInt highest,
        Set<QosClass> qosClasses) {
    public static final PodSelector EVERY_POD = new PodSelector(
            LabelSelector.EVERYTHING, Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), Set.of());

    /** What of a pod is looked at; of the labels, at least those whose keys the selector names. */
    public record Subject(String namespace, Map<String, String> labels, OptionalInt priority, QosClass qos) {}

    public PodSelector {
        namespaces = namespaces.map(Set::copyOf);
        qosClasses = Set.copyOf(qosClasses);
    }

    public boolean selects(Subject pod) {
        return (qosClasses.isEmpty() || qosClasses.contains(pod.qos))
                && namespaces.filter(names -> !names.contains(pod.namespace)).isEmpty()
                && isInRange(pod.priority)
                && labels.selects(pod.labels);
    }

    private boolean isInRange(OptionalInt priority) {
        if (lowest.isEmpty() && highest.isEmpty()) {
            return true;
        }
        return priority.isPresent()
                && priority.getAsInt() >= lowest.orElse(Integer.MIN_VALUE)
                && priority.getAsInt() <= highest.orElse(Integer.MAX_VALUE);
    }
}
