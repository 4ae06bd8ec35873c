package io.sublet.agent.observe.pod;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.usage.ResourceUsage;
import java.util.Optional;

/**
 * An application outside of pods, and what it used since the last observation.
 *
 * @param cgroup where it is, if it is there; empty while it is not known where pods' groups are and the policy counts from these
 */
public record HostApplicationObservation(
        HostApplication application, Optional<CgroupPath> cgroup, ResourceUsage usage) {}
