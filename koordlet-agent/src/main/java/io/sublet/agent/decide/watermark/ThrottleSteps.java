package io.sublet.agent.decide.watermark;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.NarrowQuota;
import io.sublet.agent.decide.watermark.RuleState.Throttled;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.WatermarkRule.Response;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes CPU from pods step by step, and gives it back the same way. Each step takes a share of what the one before has left, down to a share of
 * what the pod requests. The quota of a pod is never raised above what it was.
 */
final class ThrottleSteps {
    private ThrottleSteps() {}

    /**
     * One more step.
     *
     * @param pods in the order in which they are taken from
     * @param need thousandths of a CPU after which no more pods are taken from; empty for all of them
     */
    static Map<String, Throttled> take(
            List<PodObservation> pods,
            Map<String, Throttled> before,
            Response.Throttle terms,
            OptionalLong need,
            Observation seen) {
        Map<String, Throttled> after = new HashMap<>(before);
        long released = 0;
        for (PodObservation pod : pods) {
            if (need.isPresent() && released >= need.getAsLong()) {
                break;
            }
            String uid = pod.pod().ref().uid();
            Optional<Throttled> now = Optional.ofNullable(before.get(uid))
                    .or(() -> base(pod, seen).map(base -> new Throttled(base, 0)));
            if (now.isEmpty() || pod.cgroup().isEmpty()) {
                continue;
            }
            Throttled next = new Throttled(now.get().base(), now.get().steps() + 1);
            MilliCpu had = allowance(pod, now.get(), terms);
            MilliCpu left = allowance(pod, next, terms);
            if (left.compareTo(had) < 0) {
                after.put(uid, next);
                MilliCpu used = pod.usage().cpu().toOptional().orElse(had);
                released += Math.max(0, used.min(had).value() - left.value());
            }
        }
        return after;
    }

    /** One step back for each pod; those that have everything again are left out, and so are those that are gone. */
    static Map<String, Throttled> giveBack(Map<String, Throttled> before) {
        Map<String, Throttled> after = new HashMap<>();
        before.forEach((uid, throttled) -> {
            if (throttled.steps() > 1) {
                after.put(uid, new Throttled(throttled.base(), throttled.steps() - 1));
            }
        });
        return after;
    }

    /** Its quota before anything was taken, else what it uses; empty if neither is known. */
    private static Optional<MilliCpu> base(PodObservation pod, Observation seen) {
        if (pod.cgroup().isEmpty()) {
            return Optional.empty();
        }
        CgroupPath group = pod.cgroup().get();
        CpuQuota quota = NarrowQuota.original(group, seen).orElse(CpuQuota.UNLIMITED);
        return quota.isUnlimited()
                ? pod.usage().cpu().toOptional()
                : Optional.of(quota.cpu(seen.knobs().period(group)));
    }

    /** What a pod may use after its steps. */
    static MilliCpu allowance(PodObservation pod, Throttled throttled, Response.Throttle terms) {
        double left = throttled.base().value() * Math.pow(1 - terms.step().value() / 100.0, throttled.steps());
        MilliCpu floor =
                new MilliCpu(terms.minimum().of(PodTerms.request(pod.pod()).value()));
        return new MilliCpu((long) left)
                .max(floor)
                .max(NarrowQuota.LEAST)
                .min(throttled.base().max(NarrowQuota.LEAST));
    }

    /**
     * Gives an online pod its quotas back that it should not be without any more, also those of an agent before this one.
     *
     * @param faster how much smaller a quota is on this node, by another policy
     */
    static List<Action> release(PodObservation pod, Ratio faster, Observation seen, Reason reason) {
        Map<CgroupPath, Optional<MilliCpu>> limits = new LinkedHashMap<>();
        pod.cgroup().ifPresent(group -> limits.put(group, Optional.empty()));
        pod.containers().forEach(container -> limits.put(container.cgroup(), PodTerms.cpuLimit(container.container())));
        List<Action> actions = new ArrayList<>();
        limits.forEach((group, limit) -> {
            KnobKey key = new KnobKey(group, Knob.CPU_QUOTA);
            if (seen.held().get(key) instanceof KnobValue.Quota(CpuQuota original)
                    && seen.knobs().quota(group) instanceof Reading.Value<CpuQuota>(CpuQuota now)
                    && !now.contains(own(original, limit, seen.knobs().period(group), faster))) {
                actions.add(new Action.Release(key, reason));
            }
        });
        return actions;
    }

    /** What a group has of its own when no rule takes from it. */
    private static CpuQuota own(CpuQuota original, Optional<MilliCpu> limit, Duration period, Ratio faster) {
        if (original.isUnlimited()) {
            return original;
        }
        long most = limit.map(cpu -> CpuQuota.of(cpu, period).micros()).orElse(original.micros());
        long micros = Math.max(CpuQuota.KERNEL_MINIMUM_MICROS, Math.min(original.micros(), most));
        return new CpuQuota(micros).normalizedBy(faster);
    }
}
