package io.sublet.agent.plan;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Preview;
import io.sublet.agent.observe.knob.KnobTable;
import io.sublet.agent.runtime.RuntimeKnobs;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of the values wanted of a container its runtime can be told. A value that the kernel refuses fails the container, where after
 * the start it would only be tried again; so whatever could be refused is left to the next tick:
 *
 * <ul>
 *   <li>on v1 a quota above that of a group further up, also if that one may become smaller before the container is there;
 *   <li>on v1 CPUs that a group further up does not have, also if it may lose them.
 * </ul>
 *
 * @param given by knob
 * @param left what is left to the next tick
 */
public record Handover(Map<Knob, Write> given, List<Left> left) {
    /**
     * A value that the runtime is not told.
     *
     * @param why one clause for a person
     */
    public record Left(Write write, String why) {}

    public Handover {
        given = Map.copyOf(given);
        left = List.copyOf(left);
    }

    /** Sorts the writes that a plan has for the container's group. */
    public static Handover of(ActionPlan plan, Preview preview) {
        Map<Knob, Write> given = new LinkedHashMap<>();
        List<Left> left = new ArrayList<>();
        for (Write write : plan.writes()) {
            if (write.key().cgroup().equals(preview.group()) && write.last()) {
                Optional<String> why = obstacle(write, preview);
                if (why.isPresent()) {
                    left.add(new Left(write, why.get()));
                } else {
                    given.put(write.key().knob(), write);
                }
            }
        }
        return new Handover(given, left);
    }

    private static Optional<String> obstacle(Write write, Preview preview) {
        Knob knob = write.key().knob();
        CgroupVersion version = preview.seen().knobs().version();
        if (!RuntimeKnobs.of(version).contains(knob) || write.action() instanceof Action.Release) {
            return Optional.of("a runtime cannot be told");
        }
        if (!preview.asked().containsKey(knob)) {
            return Optional.of("the runtime does not set it now");
        }
        if (version == CgroupVersion.V2) {
            return Optional.empty();
        }
        return switch (write.value()) {
            case KnobValue.Quota(CpuQuota quota) -> quota(quota, preview);
            case KnobValue.Cpus(CpuSet cpus) -> cpus(cpus, preview);
            default -> Optional.empty();
        };
    }

    private static Optional<String> quota(CpuQuota quota, Preview preview) {
        if (quota.isUnlimited()) {
            return Optional.empty();
        }
        Observation seen = preview.seen();
        KnobTable knobs = seen.knobs();
        if (!(knobs.quota(preview.podGroup()) instanceof Reading.Value<CpuQuota>(CpuQuota ofPod))
                || quota.isAbove(knobs.period(preview.group()), ofPod, knobs.period(preview.podGroup()))) {
            return Optional.of("the pod's group has less");
        }
        return isBestEffort(preview.group(), seen) && mayShrink(seen)
                ? Optional.of("the best-effort tier may have less by then")
                : Optional.empty();
    }

    /** Whether the quota of the best-effort tier is limited, or may be at any moment. */
    private static boolean mayShrink(Observation seen) {
        boolean unlimited = seen.tier()
                .flatMap(BestEffortTier::quota)
                .toOptional()
                .filter(CpuQuota::isUnlimited)
                .isPresent();
        return !unlimited
                || !(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))
                || !slo.extensions().watermarks().isEmpty()
                || (slo.cpuSuppress().enabled()
                        && CpuSuppress.knob(slo.cpuSuppress(), seen.kubelet().assignsCpus())
                                == CpuSuppressRule.Policy.CFS_QUOTA);
    }

    private static Optional<String> cpus(CpuSet cpus, Preview preview) {
        if (isBestEffort(preview.group(), preview.seen())) {
            return Optional.of("the best-effort tier may have other CPUs by then");
        }
        return preview.seen().knobs().cpus(preview.podGroup()) instanceof Reading.Value<CpuSet>(CpuSet above)
                        && above.containsAll(cpus)
                ? Optional.empty()
                : Optional.of("the pod's group does not have these CPUs");
    }

    private static boolean isBestEffort(CgroupPath group, Observation seen) {
        return !(seen.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier tier))
                || group.isWithin(tier.path());
    }

    /** What the runtime is told. */
    public Map<Knob, KnobValue> values() {
        Map<Knob, KnobValue> values = new LinkedHashMap<>();
        given.forEach((knob, write) -> values.put(knob, write.value()));
        return values;
    }
}
