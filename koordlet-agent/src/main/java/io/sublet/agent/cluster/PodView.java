package io.sublet.agent.cluster;

import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the agent keeps of a pod.
 *
 * @param cgroupUid the uid by which the kubelet names the pod's group: the pod's own, or for a static pod the hash of its
 *     manifest
 * @param qos with the default applied
 * @param priority with the default applied
 * @param active whether it is Pending or Running; a pod that has ended holds nothing any more
 * @param boundCpus the CPUs that the scheduler bound it to; empty for a pod that is not bound
 * @param overhead quantities by resource name that count beside those of the containers
 * @param address where others find it
 */
public record PodView(
        PodRef ref,
        String cgroupUid,
        KubeQos kubeQos,
        QosClass qos,
        PriorityClass priority,
        boolean active,
        Life life,
        Marks marks,
        CpuSet boundCpus,
        Map<String, String> overhead,
        List<ContainerView> containers,
        Address address) {
    /**
     * Where a pod is in the network.
     *
     * @param ips of both versions of IP; empty until it has them
     * @param host whether it shares the host's network, and with that its addresses
     */
    public record Address(List<String> ips, boolean host) {
        public static final Address NONE = new Address(List.of(), false);

        public Address {
            ips = List.copyOf(ips);
        }
    }

    /**
     * When a pod began and whether it is about to end.
     *
     * @param created {@link Instant#MAX} for a pod that does not say
     */
    public record Life(Instant created, boolean terminating) {}

    /**
     * What people wrote on a pod.
     *
     * @param priority its number; empty for a pod without
     * @param annotations those of the protocol: keys below koordinator.sh, its subdomains, and sublet.io
     */
    public record Marks(OptionalInt priority, Map<String, String> labels, Map<String, String> annotations) {
        public static final Marks NONE = new Marks(OptionalInt.empty(), Map.of(), Map.of());

        public Marks {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }
    }

    /** A pod without an address. */
    public PodView(
            PodRef ref,
            String cgroupUid,
            KubeQos kubeQos,
            QosClass qos,
            PriorityClass priority,
            boolean active,
            Life life,
            Marks marks,
            CpuSet boundCpus,
            Map<String, String> overhead,
            List<ContainerView> containers) {
        this(
                ref,
                cgroupUid,
                kubeQos,
                qos,
                priority,
                active,
                life,
                marks,
                boundCpus,
                overhead,
                containers,
                Address.NONE);
    }

    public PodView {
        overhead = Map.copyOf(overhead);
        containers = List.copyOf(containers);
    }

    /** Whether it gives way to online pods: by its own word, or because the kubelet put it into the best-effort tier. */
    public boolean isBestEffort() {
        return qos == QosClass.BE || kubeQos == KubeQos.BEST_EFFORT;
    }
}
