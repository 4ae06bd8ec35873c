package io.sublet.extender.rank;

import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.LoadEstimation;
import io.sublet.protocol.ResourceNames;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What ranking knows of a pod.
 *
 * @param schedulerName the scheduler that the pod asks for
 * @param priority class with the default of its QoS class applied, so never {@link PriorityClass#NONE}
 * @param daemonSet whether a DaemonSet owns it: such a pod has its node already
 * @param resources what it asks for in all
 * @param estimation what it says of its load
 * @param pinMarks what it says about CPUs of its own
 */
public record PodShape(
        PodRef ref,
        String schedulerName,
        PriorityClass priority,
        boolean daemonSet,
        PodResources resources,
        LoadEstimation estimation,
        PinMarks pinMarks) {
    /** The metadata and status from which a pod's class follows; empty where the pod does not say. */
    public record ClassMarks(
            Optional<String> qosLabel,
            Optional<String> priorityLabel,
            OptionalInt priority,
            Optional<String> kubeQos) {}

    /** The priority class, with the default of the QoS class where none is declared. */
    public static PriorityClass classOf(ClassMarks marks, PodResources resources) {
        QosClass qos = marks.qosLabel
                .flatMap(QosClass::parse)
                .orElseGet(() -> QosClass.defaultFor(
                        marks.kubeQos.flatMap(KubeQos::parse).orElseGet(() -> kubeQosOf(resources))));
        return PriorityClass.declared(marks.priorityLabel, marks.priority).orDefaultFor(qos);
    }

    /** Guaranteed and Burstable lead to the same priority class, so they need not be told apart. */
    private static KubeQos kubeQosOf(PodResources resources) {
        boolean asks = Stream.of(ResourceNames.CPU, ResourceNames.MEMORY)
                .anyMatch(name ->
                        resources.requests().of(name) > 0 || resources.limits().of(name) > 0);
        return asks ? KubeQos.BURSTABLE : KubeQos.BEST_EFFORT;
    }

    /** As the webhook leaves a pod that asks for CPUs or NUMA nodes of its own. */
    public PodShape withPinMark() {
        return new PodShape(ref, schedulerName, priority, daemonSet, resources, estimation, pinMarks.withMark());
    }

    public boolean isProd() {
        return priority == PriorityClass.PROD;
    }
}
