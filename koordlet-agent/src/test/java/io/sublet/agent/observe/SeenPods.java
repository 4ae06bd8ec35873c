package io.sublet.agent.observe;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.HostApplicationObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.ResourceUsage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pods of an observation in the making. */
public final class SeenPods {
    private SeenPods() {}

    /** A pod of which nothing but the CPU is known. */
    static PodObservation measured(String name, QosClass qos, KubeQos kubeQos, Reading<MilliCpu> cpu, CpuSet bound) {
        PodView view = new PodView(
                new PodRef("default", name, name),
                name,
                kubeQos,
                qos,
                PriorityClass.PROD,
                true,
                new PodView.Life(Instant.EPOCH, false),
                PodView.Marks.NONE,
                bound,
                Map.of(),
                List.of());
        return new PodObservation(view, new ResourceUsage(cpu, Reading.of(Bytes.ZERO)));
    }

    /** A pod with a group in the tier of its class and one below it for each container. */
    static PodObservation inGroups(PodView view, ResourceUsage usage, GroupObservation group) {
        CgroupPath cgroup = cgroup(view);
        List<ContainerObservation> containers = view.containers().stream()
                .map(container -> new ContainerObservation(
                        container, cgroup.child(container.name()), usage, group, Reading.missing("test")))
                .toList();
        return new PodObservation(view, Optional.of(cgroup), usage, group, containers);
    }

    /** Where a pod is; its containers are below, by their names. */
    public static CgroupPath cgroup(PodView view) {
        return new KubepodsLayout(CgroupPath.ROOT, KubepodsLayout.Driver.CGROUPFS)
                .pod(view.kubeQos(), view.cgroupUid());
    }

    /** An application outside of pods, in a group of its name. */
    static HostApplicationObservation application(String name, QosClass qos, HostApplication.Base base, long milli) {
        return new HostApplicationObservation(
                new HostApplication(name, PriorityClass.PROD, qos, base, name),
                Optional.of(new CgroupPath(name)),
                ResourceUsage.of(milli, 0));
    }
}
