package io.sublet.extender.rank;

import io.sublet.model.pod.PodRef;
import io.sublet.model.resource.CpuMemory;
import java.time.Instant;

/**
 * A pod that has a node and is not finished.
 *
 * @param estimate what it will use
 * @param prod whether its own labels make it prod
 * @param since when it was scheduled, by the API server's clock
 */
public record AssignedPod(PodRef ref, CpuMemory estimate, boolean prod, Instant since) {}
