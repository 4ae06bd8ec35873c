package io.sublet.model.slo;

import io.sublet.model.pod.QosClass;
import java.util.stream.Stream;

/**
 * What the policy says of memory, cache, disks and network: {@code resourceQOSStrategy} of NodeSLO.
 *
 * @param root what holds for the disks of the whole node
 * @param networkTotal the bandwidth of the node's network; zero where the policy does not say
 * @param nodeMemory what holds for the memory of the whole node
 */
public record ResourceQos(
        ClassQos lsr,
        ClassQos ls,
        ClassQos be,
        ClassQos system,
        DiskQos root,
        BitRate networkTotal,
        NodeMemoryRule nodeMemory) {
    /** Nothing is enabled. */
    public static final ResourceQos DEFAULT =
            new ResourceQos(ClassQos.NONE, ClassQos.NONE, ClassQos.NONE, ClassQos.NONE, DiskQos.NONE, BitRate.ZERO);

    /** With the node's memory left as it is. */
    public ResourceQos(ClassQos lsr, ClassQos ls, ClassQos be, ClassQos system, DiskQos root, BitRate networkTotal) {
        this(lsr, ls, be, system, root, networkTotal, NodeMemoryRule.NONE);
    }

    /**
     * What holds for the pods of one QoS class. A part that is not enabled has the values of a kernel that nobody has touched.
     */
    public record ClassQos(MemoryQos memory, CacheQos cache, DiskQos disk, NetworkQos network) {
        public static final ClassQos NONE = new ClassQos(MemoryQos.NONE, CacheQos.NONE, DiskQos.NONE, NetworkQos.NONE);
    }

    /** The settings of a class; those of LSR hold for LSE too. */
    public ClassQos of(QosClass qos) {
        return switch (qos) {
            case LSE, LSR -> lsr;
            case LS -> ls;
            case BE -> be;
            case SYSTEM -> system;
        };
    }

    /** Whether any class has memory settings. */
    public boolean usesMemory() {
        return classes().anyMatch(settings -> settings.memory.enabled());
    }

    /** Whether any class has settings for cache and memory bandwidth. */
    public boolean usesCache() {
        return classes().anyMatch(settings -> settings.cache.enabled());
    }

    /** Whether any class or the node as a whole has settings for disks. */
    public boolean usesDisk() {
        return root.enabled() || classes().anyMatch(settings -> settings.disk.enabled());
    }

    /** Whether any class has settings for the network. */
    public boolean usesNetwork() {
        return classes().anyMatch(settings -> settings.network.enabled());
    }

    private Stream<ClassQos> classes() {
        return Stream.of(lsr, ls, be, system);
    }
}
