package io.sublet.extender.rank;

import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.ResourceUsage;
import java.time.Instant;
import java.util.Optional;

/**
 * One node of a {@link ClusterSnapshot}, with every sum already made.
 *
 * @param allocatable before amplification
 * @param report empty while the node has no NodeMetric
 */
public record NodeRow(String name, CpuMemory allocatable, UsageProfile profile, Optional<Report> report) {
    /**
     * What the node's NodeMetric comes to.
     *
     * @param time when the agent made it; missing before the first report
     * @param general load to hold against {@link UsageProfile#general()}
     * @param prod load of the prod pods
     * @param scored load that the score looks at, where it does not look at {@code prod}
     */
    public record Report(Reading<Instant> time, ResourceUsage general, ResourceUsage prod, ResourceUsage scored) {}

    static long milliOf(Reading<MilliCpu> cpu) {
        return cpu.toOptional().map(MilliCpu::value).orElse(ClusterSnapshot.UNKNOWN);
    }

    static long bytesOf(Reading<Bytes> memory) {
        return memory.toOptional().map(Bytes::value).orElse(ClusterSnapshot.UNKNOWN);
    }
}
