package io.sublet.agent.observe.pod;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.model.usage.ResourceUsage;
import java.util.List;
import java.util.Optional;

/**
 * A pod that holds resources, and what it used since the last observation.
 *
 * @param cgroup where its control group is or would be; empty while nobody knows where pods are
 * @param usage CPU, and memory as the collect policy counts it
 * @param group all that was seen of its control group
 * @param containers those that have a control group or had one
 */
public record PodObservation(
        PodView pod,
        Optional<CgroupPath> cgroup,
        ResourceUsage usage,
        GroupObservation group,
        List<ContainerObservation> containers) {
    public PodObservation {
        containers = List.copyOf(containers);
    }

    /** A pod of which nothing but the usage is known. */
    public PodObservation(PodView pod, ResourceUsage usage) {
        this(pod, Optional.empty(), usage, GroupObservation.missing("only the usage is known"), List.of());
    }
}
