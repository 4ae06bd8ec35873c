package io.sublet.agent.kernel;

import io.sublet.model.pod.KubeQos;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a kubelet puts its pods: below which group ({@code --cgroup-root}), and in the names of which driver. With the
 * systemd driver every level repeats the names above it: {@code kubelet.slice/kubelet-kubepods.slice/…}.
 *
 * @param base the group given as {@code --cgroup-root}, {@link CgroupPath#ROOT} by default
 */
public record KubepodsLayout(CgroupPath base, Driver driver) {
    /** Who names the groups. */
    public enum Driver {
        CGROUPFS,
        SYSTEMD
    }

    /** Whether a group is the best-effort tier of some layout, by its name. */
    public static boolean isBestEffortTier(CgroupPath group) {
        String name = group.path().substring(group.path().lastIndexOf('/') + 1);
        return name.equals("besteffort") || name.endsWith("kubepods-besteffort.slice");
    }

    /**
     * Whether a group is a tier, a pod's, or one below a pod's; not another that somebody has made beside these.
     *
     * @param bestEffort the best-effort tier of the layout
     */
    public static boolean isOfPods(CgroupPath group, CgroupPath bestEffort) {
        CgroupPath all = bestEffort.parent();
        if (group.equals(all) || group.equals(burstableBeside(bestEffort)) || group.isWithin(bestEffort)) {
            return true;
        }
        if (!group.isWithin(all)) {
            return false;
        }
        String below = group.path().substring(all.path().length());
        return below.contains("/pod") || below.contains("-pod");
    }

    /** The burstable tier of the layout that a best-effort tier is of. */
    public static CgroupPath burstableBeside(CgroupPath bestEffort) {
        String name = bestEffort.path().substring(bestEffort.path().lastIndexOf('/') + 1);
        return bestEffort.parent().child(name.replace("besteffort", "burstable"));
    }

    /** The group of a QoS tier; the pods of the Guaranteed tier are in the group above the other two. */
    public CgroupPath tier(KubeQos qos) {
        return switch (qos) {
            case GUARANTEED -> group("kubepods");
            case BURSTABLE -> group("kubepods", "burstable");
            case BEST_EFFORT -> group("kubepods", "besteffort");
        };
    }

    /** The groups of all tiers, and what is above them where the kubelet has a group of its own. */
    public List<CgroupPath> tiers() {
        List<CgroupPath> tiers = new ArrayList<>();
        for (KubeQos qos : KubeQos.values()) {
            tiers.add(tier(qos));
        }
        CgroupPath above = tier(KubeQos.GUARANTEED).parent();
        for (; above.depth() > 0; above = above.parent()) {
            tiers.add(above);
        }
        return tiers;
    }

    /**
     * The group of a pod.
     *
     * @param uid the pod's uid; for a static pod the hash of its manifest, which the kubelet takes as its uid
     */
    public CgroupPath pod(KubeQos qos, String uid) {
        String name = driver == Driver.SYSTEMD ? "pod" + uid.replace('-', '_') : "pod" + uid;
        return switch (qos) {
            case GUARANTEED -> group("kubepods", name);
            case BURSTABLE -> group("kubepods", "burstable", name);
            case BEST_EFFORT -> group("kubepods", "besteffort", name);
        };
    }

    /** The group of a container, from its id with the runtime's prefix, such as {@code containerd://<hex>}. */
    public CgroupPath container(CgroupPath pod, String containerId) {
        int colon = containerId.indexOf("://");
        String runtime = colon < 0 ? "" : containerId.substring(0, colon);
        String id = colon < 0 ? containerId : containerId.substring(colon + 3);
        String prefix = switch (runtime) {
            case "docker" -> "docker-";
            case "cri-o" -> "crio-";
            default -> "cri-containerd-";
        };
        if (driver == Driver.SYSTEMD) {
            return pod.child(prefix + id + ".scope");
        }
        return pod.child(runtime.equals("cri-o") ? prefix + id : id);
    }

    private CgroupPath group(String... names) {
        List<String> all = new ArrayList<>();
        if (driver == Driver.SYSTEMD && !base.path().isEmpty()) {
            String first = base.path().toLowerCase(Locale.ROOT).endsWith(".slice")
                    ? base.path().substring(0, base.path().length() - ".slice".length())
                    : base.path();
            all.add(first.replace('/', '-'));
        }
        all.addAll(List.of(names));
        CgroupPath path = driver == Driver.CGROUPFS ? base : CgroupPath.ROOT;
        StringBuilder slice = new StringBuilder();
        for (String name : all) {
            slice.append(slice.isEmpty() ? "" : "-").append(name);
            path = path.child(driver == Driver.CGROUPFS ? name : slice + ".slice");
        }
        return path;
    }
}
