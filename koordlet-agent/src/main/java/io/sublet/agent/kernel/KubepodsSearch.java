package io.sublet.agent.kernel;

import io.sublet.agent.kernel.KubepodsLayout.Driver;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds where the kubelet puts its pods. In order: the configured group; the part of the agent's own group above
 * {@code kubepods}, as it is a pod itself; the root; the only group one level below the root that holds pods (a kubelet
 * within a container). Two candidates on the last step are no answer: the machine carries two nodes and has to be told.
 */
public final class KubepodsSearch {
    /** The configuration's word for finding out. */
    public static final String AUTO = "auto";

    private static final String CONTROLLER = "cpu";
    private static final String SLICE = "kubepods.slice";

    private final CgroupFs cgroups;

    public KubepodsSearch(CgroupFs cgroups) {
        this.cgroups = cgroups;
    }

    /**
     * Looks for the pods.
     *
     * @param configured a group, or {@link #AUTO}
     * @param ownCgroup the text of the agent's {@code /proc/self/cgroup}
     */
    public Reading<KubepodsLayout> find(String configured, Reading<String> ownCgroup) {
        if (!configured.equals(AUTO)) {
            return at(new CgroupPath(configured))
                    .map(Reading::of)
                    .orElseGet(() -> Reading.missing("no kubepods group below " + configured));
        }
        Optional<KubepodsLayout> own =
                ownCgroup.toOptional().flatMap(KubepodsSearch::baseOf).flatMap(this::at);
        Optional<KubepodsLayout> known = own.isPresent() ? own : at(CgroupPath.ROOT);
        if (known.isPresent()) {
            return Reading.of(known.get());
        }
        List<KubepodsLayout> nested = new ArrayList<>();
        cgroups.children(CgroupPath.ROOT, CONTROLLER).forEach(child -> at(child).ifPresent(nested::add));
        return switch (nested.size()) {
            case 0 -> Reading.missing("no kubepods group; is the kubelet running?");
            case 1 -> Reading.of(nested.get(0));
            default ->
                Reading.missing("more than one kubepods group, set kubelet-cgroup-root: "
                        + nested.stream()
                                .map(layout -> layout.tier(KubeQos.GUARANTEED).toString())
                                .toList());
        };
    }

    private Optional<KubepodsLayout> at(CgroupPath base) {
        for (Driver driver : List.of(Driver.SYSTEMD, Driver.CGROUPFS)) {
            KubepodsLayout layout = new KubepodsLayout(base, driver);
            if (cgroups.exists(layout.tier(KubeQos.GUARANTEED), Knob.CPU_USAGE)
                    || cgroups.exists(layout.tier(KubeQos.GUARANTEED), Knob.CPU_QUOTA)) {
                return Optional.of(layout);
            }
        }
        return Optional.empty();
    }

    /** The group above {@code kubepods} in the text of a /proc/self/cgroup; see cgroups(7). */
    static Optional<CgroupPath> baseOf(String procSelfCgroup) {
        for (String line : procSelfCgroup.lines().toList()) {
            String path = line.substring(line.lastIndexOf(':') + 1);
            CgroupPath above = CgroupPath.ROOT;
            for (String name : new CgroupPath(path).path().split("/", -1)) {
                if (name.equals("kubepods") || name.equals(SLICE)) {
                    return Optional.of(above);
                }
                if (name.endsWith("-" + SLICE)) {
                    return Optional.of(
                            new CgroupPath(name.substring(0, name.length() - SLICE.length() - 1) + ".slice"));
                }
                above = above.child(name);
            }
        }
        return Optional.empty();
    }
}
