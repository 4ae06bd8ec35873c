package io.sublet.model.usage;

import io.sublet.model.reading.Reading;
import java.time.Instant;
import java.util.List;

/**
 * One report of a node's agent: the status of a NodeMetric.
 *
 * @param updateTime when the agent made it; missing on an object that no agent has filled yet
 * @param node everything that runs on the node, averaged over the collect policy's aggregate duration
 * @param system the node less its pods and host applications, never negative
 * @param nodeWindows the node over each window of the collect policy
 * @param systemWindows the same for the system part
 * @param numaNodes the node by NUMA node; empty on a machine without NUMA, or if the agent does not say
 * @param pods each pod that has samples
 * @param prodReclaimable what prod has requested and is predicted not to use
 * @param prodPeak what prod and the system are predicted to use at most
 */
public record NodeUsageReport(
        Reading<Instant> updateTime,
        ResourceUsage node,
        ResourceUsage system,
        List<WindowUsage> nodeWindows,
        List<WindowUsage> systemWindows,
        List<NumaNodeUsage> numaNodes,
        List<PodUsage> pods,
        List<HostApplicationUsage> hostApplications,
        ResourceUsage prodReclaimable,
        ResourceUsage prodPeak) {
    private static final ResourceUsage NO_PEAK = ResourceUsage.missing("prodPeakMetric: not reported");

    public NodeUsageReport {
        nodeWindows = List.copyOf(nodeWindows);
        systemWindows = List.copyOf(systemWindows);
        numaNodes = List.copyOf(numaNodes);
        pods = List.copyOf(pods);
        hostApplications = List.copyOf(hostApplications);
    }

    /** The report of an agent that does not tell NUMA nodes apart, nor of the peak of prod. */
    public NodeUsageReport(
            Reading<Instant> updateTime,
            ResourceUsage node,
            ResourceUsage system,
            List<WindowUsage> nodeWindows,
            List<WindowUsage> systemWindows,
            List<PodUsage> pods,
            List<HostApplicationUsage> hostApplications,
            ResourceUsage prodReclaimable) {
        this(
                updateTime,
                node,
                system,
                nodeWindows,
                systemWindows,
                List.of(),
                pods,
                hostApplications,
                prodReclaimable,
                NO_PEAK);
    }

    /** The report of a node whose agent has not spoken yet. */
    public static NodeUsageReport none(String cause) {
        ResourceUsage missing = ResourceUsage.missing(cause);
        return new NodeUsageReport(
                Reading.missing(cause), missing, missing, List.of(), List.of(), List.of(), List.of(), missing);
    }
}
