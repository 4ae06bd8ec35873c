package io.sublet.agent.observe.pod;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.model.pod.KubeQos;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the groups of pods and containers are: by the names that the kubelet and the runtimes give them; where there is none of that name, by
 * looking. A pod is then looked for in the other tiers, a container by its id among the groups in its pod.
 */
public final class PodPaths {
    private final CgroupFs cgroups;

    public PodPaths(CgroupFs cgroups) {
        this.cgroups = cgroups;
    }

    /** The pod's group; of the usual name if it is nowhere. */
    public CgroupPath pod(KubepodsLayout layout, PodView pod) {
        CgroupPath usual = layout.pod(pod.kubeQos(), pod.cgroupUid());
        if (exists(usual)) {
            return usual;
        }
        for (KubeQos tier : KubeQos.values()) {
            CgroupPath other = layout.pod(tier, pod.cgroupUid());
            if (exists(other)) {
                return other;
            }
        }
        return usual;
    }

    /**
     * The container's group; of the usual name if it is nowhere.
     *
     * @param id with the runtime's prefix
     */
    public CgroupPath container(KubepodsLayout layout, CgroupPath pod, String id) {
        CgroupPath usual = layout.container(pod, id);
        if (exists(usual)) {
            return usual;
        }
        String bare = id.substring(id.indexOf("://") + (id.contains("://") ? 3 : 1));
        if (bare.isEmpty()) {
            return usual;
        }
        return cgroups.children(pod, Knob.CPU_USAGE.controller()).stream()
                .filter(child -> child.path().substring(pod.path().length()).contains(bare))
                .findFirst()
                .orElse(usual);
    }

    /** All groups in the tiers; those of pods, whichever these are. */
    List<CgroupPath> inTiers(KubepodsLayout layout) {
        List<CgroupPath> groups = new ArrayList<>();
        for (KubeQos qos : KubeQos.values()) {
            groups.addAll(cgroups.children(layout.tier(qos), Knob.CPU_USAGE.controller()));
        }
        groups.removeAll(layout.tiers());
        return groups;
    }

    private boolean exists(CgroupPath path) {
        return cgroups.exists(path, Knob.CPU_USAGE);
    }
}
