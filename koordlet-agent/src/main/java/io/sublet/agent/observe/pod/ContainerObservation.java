package io.sublet.agent.observe.pod;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.observe.group.Cpi;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.usage.ResourceUsage;

/**
 * A container, where its control group is, and what it used since the last observation.
 *
 * @param cpi as last measured, about once a minute; missing where nobody counts, or nothing could be counted
 */
public record ContainerObservation(
        ContainerView container, CgroupPath cgroup, ResourceUsage usage, GroupObservation group, Reading<Cpi> cpi) {}
