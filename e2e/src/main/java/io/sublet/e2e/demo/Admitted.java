package io.sublet.e2e.demo;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceNames;
import java.util.Map;

/** Whether a pod left admission as a batch pod. */
final class Admitted {
    private Admitted() {}

    /**
     * What the pod asks for now.
     *
     * @throws ClusterException if it is not a batch pod
     */
    static String check(Pod pod) {
        Map<String, Quantity> requests =
                pod.getSpec().getContainers().getFirst().getResources().getRequests();
        Map<String, String> labels = pod.getMetadata().getLabels();
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        boolean rewritten = QosClass.BE.name().equals(labels.get(Labels.POD_QOS))
                && requests.containsKey(ResourceNames.BATCH_CPU)
                && requests.containsKey(ResourceNames.BATCH_MEMORY)
                && !requests.containsKey(ResourceNames.CPU)
                && annotations != null
                && annotations.containsKey(Annotations.EXTENDED_RESOURCE_SPEC);
        if (!rewritten) {
            throw new ClusterException("the Job's pod was not rewritten at admission: labels " + labels + ", requests "
                    + requests.keySet());
        }
        return "QoS BE, " + requests.get(ResourceNames.BATCH_CPU) + " of batch-cpu, priority "
                + pod.getSpec().getPriority();
    }
}
