package io.sublet.agent.decide;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.HostApplicationObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.HostApplication;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The control groups of applications outside of pods, as rules see them. What is in the best-effort tier goes as that goes. */
public final class HostApplications {
    private HostApplications() {}

    /** An application and its group. */
    public record Placed(HostApplication application, CgroupPath cgroup) {}

    /** Those that the policy names, whether their groups are there or not. */
    public static List<Placed> of(Observation seen) {
        if (seen.hostApplications().isEmpty()) {
            return List.of();
        }
        Optional<CgroupPath> tier = tier(seen);
        return seen.hostApplications().stream()
                .map(HostApplications::placed)
                .flatMap(Optional::stream)
                .filter(placed -> tier.filter(placed.cgroup::isWithin).isEmpty())
                .toList();
    }

    /** What is held of applications that the policy names no more: of groups that neither a pod's nor a tier's are. */
    public static List<KnobKey> forgotten(Observation seen, Knob knob) {
        Optional<CgroupPath> tier = tier(seen);
        if (tier.isEmpty() || seen.held().isEmpty()) {
            return List.of();
        }
        Set<CgroupPath> named = new HashSet<>();
        of(seen).forEach(placed -> named.add(placed.cgroup));
        return seen.held().keySet().stream()
                .filter(key -> key.knob() == knob && !named.contains(key.cgroup()))
                .filter(key -> !KubepodsLayout.isOfPods(key.cgroup(), tier.get()))
                .sorted((one, other) -> one.cgroup().compareTo(other.cgroup()))
                .toList();
    }

    private static Optional<CgroupPath> tier(Observation seen) {
        return seen.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier tier)
                ? Optional.of(tier.path())
                : Optional.empty();
    }

    private static Optional<Placed> placed(HostApplicationObservation seen) {
        return seen.cgroup().map(group -> new Placed(seen.application(), group));
    }
}
