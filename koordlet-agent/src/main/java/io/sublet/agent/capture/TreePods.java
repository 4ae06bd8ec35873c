package io.sublet.agent.capture;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pods as their control groups alone tell of them: uid, QoS tier and the ids of containers. */
public final class TreePods {
    private static final Pattern POD = Pattern.compile("(?:.*-)?pod([0-9a-zA-Z_-]+?)(?:\\.slice)?");
    private static final Pattern CONTAINER =
            Pattern.compile("(cri-containerd-|docker-|crio-)?([0-9a-f]{16,})(?:\\.scope)?");
    private static final Map<String, String> RUNTIMES =
            Map.of("cri-containerd-", "containerd", "docker-", "docker", "crio-", "cri-o");

    private TreePods() {}

    /** The pods below a kubepods group. */
    public static List<PodView> find(CgroupFs cgroups, KubepodsLayout layout) {
        List<PodView> pods = new ArrayList<>();
        for (KubeQos tier : KubeQos.values()) {
            for (CgroupPath group : cgroups.children(layout.tier(tier), Knob.CPU_USAGE.controller())) {
                Matcher name = POD.matcher(lastName(group));
                if (name.matches()) {
                    String uid = name.group(1).replace('_', '-');
                    QosClass qos = QosClass.defaultFor(tier);
                    pods.add(new PodView(
                            new PodRef("", "", uid),
                            uid,
                            tier,
                            qos,
                            PriorityClass.NONE.orDefaultFor(qos),
                            true,
                            new PodView.Life(Instant.MAX, false),
                            PodView.Marks.NONE,
                            CpuSet.EMPTY,
                            Map.of(),
                            containers(cgroups, group)));
                }
            }
        }
        return pods;
    }

    private static List<ContainerView> containers(CgroupFs cgroups, CgroupPath pod) {
        List<ContainerView> containers = new ArrayList<>();
        for (CgroupPath group : cgroups.children(pod, Knob.CPU_USAGE.controller())) {
            Matcher name = CONTAINER.matcher(lastName(group));
            if (name.matches()) {
                String runtime = name.group(1) == null ? "containerd" : RUNTIMES.getOrDefault(name.group(1), "");
                containers.add(new ContainerView(
                        "c" + containers.size(),
                        ContainerView.Kind.MAIN,
                        Optional.of(runtime + "://" + name.group(2)),
                        Map.of(),
                        Map.of()));
            }
        }
        return containers;
    }

    private static String lastName(CgroupPath group) {
        return group.path().substring(group.path().lastIndexOf('/') + 1);
    }
}
