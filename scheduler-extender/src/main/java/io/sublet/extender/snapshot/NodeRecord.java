package io.sublet.extender.snapshot;

import io.sublet.extender.rank.UsageProfile;
import io.sublet.model.resource.CpuMemory;

/**
 * What is kept of a Node.
 *
 * @param allocatable before amplification
 * @param profile its thresholds, annotation applied
 */
public record NodeRecord(String name, CpuMemory allocatable, UsageProfile profile) {}
