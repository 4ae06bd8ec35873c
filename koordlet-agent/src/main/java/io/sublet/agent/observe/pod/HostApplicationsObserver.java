package io.sublet.agent.observe.pod;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.ColdPages;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.group.GroupReader;
import io.sublet.agent.observe.group.Pace;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import io.sublet.model.usage.ResourceUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Observes the applications that run outside of pods and that NodeSLO names. */
public final class HostApplicationsObserver {
    private final CgroupFs cgroups;
    private final AsciiText text = new AsciiText();
    private final Map<CgroupPath, GroupReader> readers = new HashMap<>();

    public HostApplicationsObserver(CgroupFs cgroups) {
        this.cgroups = cgroups;
    }

    /** Observes each of them. */
    public List<HostApplicationObservation> observe(
            List<HostApplication> applications,
            Reading<KubepodsLayout> found,
            Beat beat,
            MemoryCollectPolicy policy,
            @Nullable ColdPages coldPages) {
        if (applications.isEmpty() && readers.isEmpty()) {
            return List.of();
        }
        Map<CgroupPath, GroupReader> before = new HashMap<>(readers);
        List<HostApplicationObservation> observed = new ArrayList<>();
        for (HostApplication application : applications) {
            Optional<CgroupPath> path = group(application, found);
            ResourceUsage usage = path.map(group -> {
                        before.remove(group);
                        GroupReader reader =
                                readers.computeIfAbsent(group, key -> new GroupReader(cgroups, key, readers.size()));
                        GroupObservation seen = reader.read(beat, Pace.REPORTED, coldPages, text);
                        return new ResourceUsage(seen.cpu(), seen.usedMemory(policy));
                    })
                    .orElseGet(() -> ResourceUsage.missing("no kubepods group"));
            observed.add(new HostApplicationObservation(application, path, usage));
        }
        before.forEach((path, reader) -> {
            reader.close();
            readers.remove(path);
        });
        return observed;
    }

    /** Its control group; empty while it is not known where those of pods are and the policy counts from there. */
    public static Optional<CgroupPath> group(HostApplication application, Reading<KubepodsLayout> found) {
        Optional<CgroupPath> base = switch (application.base()) {
            case CGROUP_ROOT -> Optional.of(CgroupPath.ROOT);
            case KUBEPODS -> found.toOptional().map(layout -> layout.tier(KubeQos.GUARANTEED));
            case KUBEPODS_BURSTABLE -> found.toOptional().map(layout -> layout.tier(KubeQos.BURSTABLE));
            case KUBEPODS_BEST_EFFORT -> found.toOptional().map(layout -> layout.tier(KubeQos.BEST_EFFORT));
        };
        return base.map(group -> group.child(application.path()));
    }
}
