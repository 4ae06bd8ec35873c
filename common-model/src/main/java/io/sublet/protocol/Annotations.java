package io.sublet.protocol;

/** Annotation keys of the protocol. Each that holds a document has a codec of its own in this package. */
public final class Annotations {
    /** On a pod: {@link ExtendedResourceSpec}. */
    public static final String EXTENDED_RESOURCE_SPEC = "node.koordinator.sh/extended-resource-spec";

    /** On a pod: {@link CpuBindSpec}. */
    public static final String RESOURCE_SPEC = "scheduling.koordinator.sh/resource-spec";

    /** On a pod: {@link ResourceStatus}. */
    public static final String RESOURCE_STATUS = "scheduling.koordinator.sh/resource-status";

    /** On a pod: {@link NumaTopologySpec}. */
    public static final String NUMA_TOPOLOGY_SPEC = "scheduling.koordinator.sh/numa-topology-spec";

    /** On a NodeResourceTopology: {@link CpuTopologyReport}. */
    public static final String CPU_TOPOLOGY = "node.koordinator.sh/cpu-topology";

    /** On a NodeResourceTopology: {@link PodCpuAllocs}. */
    public static final String POD_CPU_ALLOCS = "node.koordinator.sh/pod-cpu-allocs";

    /** On a NodeResourceTopology: {@link CpuSharePools} of pods without CPUs of their own. */
    public static final String CPU_SHARE_POOLS = "node.koordinator.sh/cpu-shared-pools";

    /** On a NodeResourceTopology: {@link CpuSharePools} of best-effort pods. */
    public static final String BE_CPU_SHARE_POOLS = "node.koordinator.sh/be-cpu-shared-pools";

    /** On a NodeResourceTopology: {@link KubeletCpuManagerPolicy}. */
    public static final String KUBELET_CPU_MANAGER_POLICY = "kubelet.koordinator.sh/cpu-manager-policy";

    /** On a node and its NodeResourceTopology: {@link SystemQosCpus}. */
    public static final String SYSTEM_QOS_RESOURCE = "node.koordinator.sh/system-qos-resource";

    /** On a node: {@link NodeReservation}. */
    public static final String NODE_RESERVATION = "node.koordinator.sh/reservation";

    /** On a node: overlay of its colocation strategy. */
    public static final String COLOCATION_STRATEGY = "node.koordinator.sh/colocation-strategy";

    /** On a node: {@link OriginExtendedAllocatable}. */
    public static final String ORIGIN_EXTENDED_ALLOCATABLE = "node.koordinator.sh/originExtendedAllocatable";

    /** On a node: thresholds of load-aware scheduling. */
    public static final String USAGE_THRESHOLDS = "scheduling.koordinator.sh/usage-thresholds";

    /** On a pod: {@link LoadEstimation}, percent of its request or limit that it is expected to use, by resource. */
    public static final String LOAD_ESTIMATED_SCALING_FACTORS =
            "scheduling.koordinator.sh/load-estimated-scaling-factors";

    /** On a pod: {@link LoadEstimation}, how long after it was scheduled it counts with its estimate. */
    public static final String LOAD_ESTIMATED_SECONDS_AFTER_POD_SCHEDULED =
            "scheduling.koordinator.sh/load-estimated-seconds-after-pod-scheduled";

    /** On a pod: {@link LoadEstimation}, the same after it was initialized. */
    public static final String LOAD_ESTIMATED_SECONDS_AFTER_INITIALIZED =
            "scheduling.koordinator.sh/load-estimated-seconds-after-initialized";

    /** On a node: {@link RawAllocatable}. */
    public static final String RAW_ALLOCATABLE = "node.koordinator.sh/raw-allocatable";

    /** On a node: {@link AmplificationRatios}. */
    public static final String AMPLIFICATION_RATIOS = "node.koordinator.sh/resource-amplification-ratio";

    /** On a node, Sublet's own: {@link AllocatableProvenance}. */
    public static final String ALLOCATABLE_PROVENANCE = "sublet.io/allocatable-provenance";

    /** On a pod: {@link CpuQosDocument}. */
    public static final String CPU_QOS = "koordinator.sh/cpuQOS";

    /** On a pod: {@link CpuBurstDocument}. */
    public static final String CPU_BURST = "koordinator.sh/cpuBurst";

    /** On a node: {@link CpuNormalizationRatio}. */
    public static final String CPU_NORMALIZATION_RATIO = "node.koordinator.sh/cpu-normalization-ratio";

    /** On a NodeResourceTopology: {@link CpuBasicInfo}. */
    public static final String CPU_BASIC_INFO = "node.koordinator.sh/cpu-basic-info";

    /** On a colocation profile: its presence leaves the resources of matching pods alone. */
    public static final String SKIP_UPDATE_RESOURCES = "config.koordinator.sh/skip-update-resources";

    /** On a pod: the mark of a stand-in for a reservation that Koordinator's scheduler makes up; never on a real pod. */
    public static final String RESERVE_POD = "scheduling.koordinator.sh/reserve-pod";

    /**
     * On a colocation profile: which environment variables tell the processes of matching pods how many CPUs they have;
     * {@code true} for all that are known, or names with commas between.
     */
    public static final String INJECT_CPU_ENV = "sublet.io/inject-cpu-env";

    /**
     * On a pod without a node, Sublet's own: gets another value whenever bindings of it that are on their way must not take
     * effect any more.
     */
    public static final String PIN_FENCE = "sublet.io/pin-fence";

    /** On an object that {@link Labels#DELETE_PROTECTION} protects: why it may be deleted all the same. */
    public static final String ALLOW_DELETION = "sublet.io/allow-deletion";

    /** On a pod: {@link PodMemoryQos}. */
    public static final String MEMORY_QOS = "koordinator.sh/memoryQOS";

    /** On a pod: {@link PodDiskQos}. */
    public static final String BLKIO_QOS = "koordinator.sh/blkioQOS";

    /** On a pod: {@link PodNetworkQos}. */
    public static final String NETWORK_QOS = "koordinator.sh/networkQOS";

    /** On a pod: {@link PodResctrl}. */
    public static final String RESCTRL = "node.koordinator.sh/resctrl";

    /** On a pod: {@link OomScores} of the whole pod. */
    public static final String OOM_SCORE_ADJ = "koordinator.sh/oom-score-adj";

    /** On a pod: {@link OomScores} of single containers. */
    public static final String OOM_SCORE_ADJ_SPEC = "koordinator.sh/oom-score-adj-spec";

    /** On a pod: JSON list of the features that may evict it; absent is all, what cannot be read is none. */
    public static final String EVICTION_POLICY = "koordinator.sh/eviction-policy";

    /** On a pod: int32, lower is evicted first, before priority is looked at. */
    public static final String EVICTION_PRIORITY = "koordinator.sh/eviction-priority";

    /**
     * On a pod, Sublet's own: int32, what its eviction would waste, in a unit of the owner's; of pods that are else equal the
     * one with the lower cost goes first, 2147483647 is never.
     */
    public static final String EVICTION_COST = "sublet.io/eviction-cost";

    /**
     * On a NodeResourceTopology, by the node's agent: the node takes no more batch pods, and why. Sublet's own; the manager offers no
     * batch resources while it is there.
     */
    public static final String CLOSED_TO_BATCH = "sublet.io/closed-to-batch";

    private Annotations() {}
}
