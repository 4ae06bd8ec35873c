package io.sublet.agent.observe.pod;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.observe.group.Cpi;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.model.reading.Reading;
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
    private static final Reading<Cpi> NOT_COUNTED = Reading.missing("no container of the pod was counted");

    public PodObservation {
        containers = List.copyOf(containers);
    }

    /** Of all its containers that were measured; missing if none was. */
    public Reading<Cpi> cpi() {
        Reading<Cpi> all = NOT_COUNTED;
        for (ContainerObservation container : containers) {
            if (container.cpi() instanceof Reading.Value<Cpi>(Cpi one)) {
                all = all instanceof Reading.Value<Cpi>(Cpi others) ? Reading.of(others.plus(one)) : container.cpi();
            }
        }
        return all;
    }

    /** A pod of which nothing but the usage is known. */
    public PodObservation(PodView pod, ResourceUsage usage) {
        this(pod, Optional.empty(), usage, GroupObservation.missing("only the usage is known"), List.of());
    }
}
