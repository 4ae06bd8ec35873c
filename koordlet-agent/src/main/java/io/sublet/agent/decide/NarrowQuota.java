package io.sublet.agent.decide;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Narrows the quota of a pod, never beyond what it was originally. */
public final class NarrowQuota {
    /** The least that the kernel takes: one millisecond of a period of a hundred. */
    public static final MilliCpu LEAST = new MilliCpu(10);

    private NarrowQuota() {}

    /** The quotas of a pod and, since none may have more on cgroup v1, of its containers. */
    public static List<Action> of(PodObservation pod, MilliCpu cpu, Observation seen, Reason reason) {
        List<Action> actions = new ArrayList<>();
        pod.cgroup().ifPresent(group -> narrow(group, cpu, seen, reason).ifPresent(actions::add));
        pod.containers()
                .forEach(container ->
                        narrow(container.cgroup(), cpu, seen, reason).ifPresent(actions::add));
        return actions;
    }

    private static Optional<Action> narrow(CgroupPath group, MilliCpu cpu, Observation seen, Reason reason) {
        Duration period = seen.knobs().period(group);
        CpuQuota wanted = new CpuQuota(Math.max(
                CpuQuota.KERNEL_MINIMUM_MICROS, CpuQuota.of(cpu, period).micros()));
        Optional<CpuQuota> original = original(group, seen);
        boolean narrower = original.isPresent() && original.get().contains(wanted);
        return narrower && !exceedsTier(group, wanted, period, seen)
                ? Optional.of(new Action.SetQuota(group, wanted, reason))
                : Optional.empty();
    }

    /** On cgroup v1 no quota may be above the tier's; the tier's own is then the one that counts. */
    private static boolean exceedsTier(CgroupPath group, CpuQuota wanted, Duration period, Observation seen) {
        return seen.knobs().version() == CgroupVersion.V1
                && seen.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier tier)
                && group.isWithin(tier.path())
                && wanted.isAbove(
                        period,
                        tier.quota().toOptional().orElse(CpuQuota.UNLIMITED),
                        tier.period().toOptional().orElse(period));
    }

    /** The quota before the agent changed it. */
    public static Optional<CpuQuota> original(CgroupPath group, Observation seen) {
        return seen.held().get(new KnobKey(group, Knob.CPU_QUOTA)) instanceof KnobValue.Quota(CpuQuota held)
                ? Optional.of(held)
                : seen.knobs().quota(group).toOptional();
    }
}
