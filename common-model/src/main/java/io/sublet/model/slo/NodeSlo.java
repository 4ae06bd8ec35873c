package io.sublet.model.slo;

import java.util.List;

/**
 * The policy of one node, complete: every value that the object leaves out has its default.
 *
 * @param cpuSuppress how best effort gives CPU back
 * @param bestEffortIdle whether best effort runs in the kernel's idle scheduling class while suppression is on; true unless
 *     {@code resourceQOSStrategy.beClass.cpuQOS} is enabled with {@code schedIdle: 0}
 * @param hostApplications those whose usage is to be told apart from the system's
 * @param resources memory, cache, disks and network
 * @param evictions when best-effort pods are evicted
 * @param extensions Sublet's own rules
 * @param cpu bursts and scheduling classes
 */
public record NodeSlo(
        CpuSuppressRule cpuSuppress,
        boolean bestEffortIdle,
        List<HostApplication> hostApplications,
        ResourceQos resources,
        EvictionRules evictions,
        SloExtensions extensions,
        CpuRules cpu) {
    /** The policy of a node without NodeSLO: nothing is enabled. */
    public static final NodeSlo DEFAULT = new NodeSlo(
            CpuSuppressRule.DEFAULT,
            true,
            List.of(),
            ResourceQos.DEFAULT,
            EvictionRules.DEFAULT,
            SloExtensions.NONE,
            CpuRules.DEFAULT);

    public NodeSlo {
        hostApplications = List.copyOf(hostApplications);
    }
}
