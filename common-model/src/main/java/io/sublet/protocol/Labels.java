package io.sublet.protocol;

/** Label keys of the protocol, and Sublet's own. */
public final class Labels {
    /** On a pod: its {@link io.sublet.model.pod.QosClass}. */
    public static final String POD_QOS = "koordinator.sh/qosClass";

    /** On a pod: its {@link io.sublet.model.pod.PriorityClass}, stronger than the priority. */
    public static final String POD_PRIORITY_CLASS = "koordinator.sh/priority-class";

    /** On a pod: int32, order among pods of one class. */
    public static final String POD_SUB_PRIORITY = "koordinator.sh/priority";

    /** On a pod: pods of one value share cookies of core scheduling; those without are together. */
    public static final String CORE_SCHED_GROUP = "koordinator.sh/core-sched-group-id";

    /** On a pod: {@code none} keeps it out of core scheduling, {@code exclusive} gives it a group of its own. */
    public static final String CORE_SCHED_POLICY = "koordinator.sh/core-sched-policy";

    /** On a node: {@code true} or {@code false}, stronger than the strategy of CPU normalization. */
    public static final String CPU_NORMALIZATION_ENABLED = "node.koordinator.sh/cpu-normalization-enabled";

    /** On a node: {@code None}, {@code FullPCPUsOnly} or {@code SpreadByPCPUs} for every pod on it. */
    public static final String NODE_CPU_BIND_POLICY = "node.koordinator.sh/cpu-bind-policy";

    /** On a node: a {@link io.sublet.model.cpu.NumaTopologyPolicy} for every pod on it. */
    public static final String NODE_NUMA_TOPOLOGY_POLICY = "node.koordinator.sh/numa-topology-policy";

    /** On a node: an {@link io.sublet.model.cpu.AllocateStrategy}. */
    public static final String NODE_NUMA_ALLOCATE_STRATEGY = "node.koordinator.sh/numa-allocate-strategy";

    /** On a node, and on its NodeResourceTopology: {@code "true"} if what the kubelet reserves is taken from each zone. */
    public static final String NUMA_RESERVATION = "node.koordinator.sh/enable-numa-reservation";

    /** On a pod: {@code "true"} if it may be evicted by the node's usage, {@code "false"} if it may not be evicted at all. */
    public static final String EVICTION_ENABLED = "koordinator.sh/eviction-enabled";

    /** On a node: {@code disabled} ends all that its agent does to pods, stronger than {@link #NODE_MODE}. */
    public static final String NODE_COLOCATION = "sublet.io/colocation";

    /** On a node: {@code observe}, {@code enforce} or {@code off} for its agent, stronger than the agent's own setting. */
    public static final String NODE_MODE = "sublet.io/mode";

    /** On an object that is protected against deletion where that is switched on: {@code "true"}. */
    public static final String DELETE_PROTECTION = "sublet.io/delete-protection";

    private Labels() {}
}
