package io.sublet.agent.decide.burst;

import io.sublet.agent.cluster.ApiAmounts;
import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Governing;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.group.Throttling;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.CpuBurstRule;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuBurstDocument;
import io.sublet.protocol.Labels;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What comes of one observation, in the making. */
final class BurstPlan {
    /** Of classes that have CPUs of their own, or give way. */
    private static final List<String> OTHERS = List.of(QosClass.LSE.name(), QosClass.LSR.name(), QosClass.BE.name());

    private static final long MOST_BURST_MICROS = 100_000_000;

    /**
     * What is so in this moment.
     *
     * @param isStep whether it is time for quotas to go up or down
     * @param tokens those of before
     */
    record Moment(PoolState pool, boolean isStep, Map<String, Tokens> tokens) {}

    /** A container's quota before and after. */
    private record Change(CpuQuota own, CpuQuota next, BurstReason why) {}

    private final Observation seen;
    private final NodeSlo slo;
    private final Ratio ratio;
    private final Moment moment;
    private final List<Action> actions = new ArrayList<>();
    private final Map<String, Tokens> tokens = new HashMap<>();
    private final List<String> invalid = new ArrayList<>();
    private boolean steady = true;
    private int raised;

    BurstPlan(Observation seen, NodeSlo slo, Ratio ratio, Moment moment) {
        this.seen = seen;
        this.slo = slo;
        this.ratio = ratio;
        this.moment = moment;
    }

    Map<String, Tokens> tokens() {
        return tokens;
    }

    /** Whether only another policy, pod or value can lead to something else. */
    boolean isSteady() {
        return steady;
    }

    void add(PodObservation pod) {
        PodView view = pod.pod();
        String label = view.marks().labels().getOrDefault(Labels.POD_QOS, "");
        if (view.isBestEffort()
                || OTHERS.contains(label)
                || !view.boundCpus().isEmpty()
                || pod.cgroup().isEmpty()) {
            return;
        }
        String annotation = view.marks().annotations().get(Annotations.CPU_BURST);
        CpuBurstRule rule = Governing.cpu(view, slo)
                .burst()
                .map(slo.cpu().burst()::withKernelBurst)
                .orElse(slo.cpu().burst());
        switch (CpuBurstDocument.parse(rule, annotation)) {
            case Parsed.Absent<CpuBurstRule>() -> add(pod, rule);
            case Parsed.Valid<CpuBurstRule>(CpuBurstRule own) -> add(pod, own);
            case Parsed.Invalid<CpuBurstRule>(String why) ->
                invalid.add(view.ref() + ": " + Annotations.CPU_BURST + ": " + why);
        }
    }

    private void add(PodObservation pod, CpuBurstRule rule) {
        long delta = 0;
        long burst = 0;
        boolean changes = false;
        for (ContainerObservation container : pod.containers()) {
            Optional<MilliCpu> limit = limit(pod.pod(), container.container());
            Optional<Change> change = limit.flatMap(cpu -> change(pod.pod(), container, cpu, rule));
            if (change.isPresent()) {
                Change is = change.get();
                putQuota(container.cgroup(), is.next, is.own, is.why);
                delta += is.next.micros() - is.own.micros();
                changes = true;
                burst += putBurst(container.cgroup(), rule, limit.orElseThrow(), is.next);
            } else {
                release(container.cgroup(), Knob.CPU_BURST);
            }
        }
        addPod(pod, rule, changes, delta, burst);
    }

    private void addPod(PodObservation pod, CpuBurstRule rule, boolean changes, long delta, long burst) {
        CgroupPath group = pod.cgroup().orElseThrow();
        Optional<CpuQuota> own = own(pod.pod(), group, Optional.empty());
        if (own.isPresent() && changes) {
            long most =
                    Math.max(own.get().micros(), rule.quotaBurst().of(own.get().micros()));
            CpuQuota next = new CpuQuota(Math.min(most, own.get().micros() + delta));
            putQuota(group, next, own.get(), BurstReason.SumOfContainers);
            if (burst > 0) {
                set(
                        group,
                        Knob.CPU_BURST,
                        new KnobValue.Whole(Math.min(burst, next.micros())),
                        BurstReason.CarriedOver);
            }
        }
        if (own.isEmpty() || burst == 0) {
            release(group, Knob.CPU_BURST);
        }
    }

    /** Where a container's quota goes; empty if it has none. */
    private Optional<Change> change(PodView pod, ContainerObservation container, MilliCpu limit, CpuBurstRule rule) {
        CgroupPath group = container.cgroup();
        if (!(seen.knobs().quota(group) instanceof Reading.Value<CpuQuota>(CpuQuota now)) || now.isUnlimited()) {
            return Optional.empty();
        }
        Optional<CpuQuota> own = own(pod, group, Optional.of(limit));
        if (own.isEmpty()) {
            return Optional.empty();
        }
        if (!rule.usesQuota()) {
            return Optional.of(new Change(
                    own.get(), own.get(), ratio.compareTo(Ratio.ONE) > 0 ? BurstReason.Normalized : BurstReason.Reset));
        }
        steady = false;
        boolean allowed = mayBurst(container, limit, rule);
        boolean throttled = container
                        .group()
                        .throttling()
                        .map(Throttling::throttled)
                        .toOptional()
                        .orElse(0L)
                > 0;
        Scale wish = !allowed ? Scale.DOWN : throttled ? Scale.UP : Scale.REMAIN;
        Scale scale = moment.isStep ? wish.under(moment.pool) : Scale.REMAIN;
        CpuQuota next = scale.next(now, own.get(), rule.quotaBurst());
        raised += next.micros() > own.get().micros() ? 1 : 0;
        BurstReason why = switch (scale) {
            case UP -> BurstReason.Throttled;
            case DOWN -> allowed ? BurstReason.PoolBusy : BurstReason.TokensSpent;
            case REMAIN, RESET -> BurstReason.Reset;
        };
        return Optional.of(new Change(own.get(), next, why));
    }

    /** The quota that is a group's own: of before the agent came, at most its limit, less where CPUs are faster. */
    private Optional<CpuQuota> own(PodView pod, CgroupPath group, Optional<MilliCpu> limit) {
        CpuQuota before =
                seen.held().get(new KnobKey(group, Knob.CPU_QUOTA)) instanceof KnobValue.Quota(CpuQuota original)
                        ? original
                        : seen.knobs().quota(group).toOptional().orElse(CpuQuota.UNLIMITED);
        if (before.isUnlimited()) {
            return Optional.empty();
        }
        Duration period = seen.knobs().period(group);
        long most = limit.map(cpu -> Math.max(
                        CpuQuota.KERNEL_MINIMUM_MICROS, CpuQuota.of(cpu, period).micros()))
                .orElse(before.micros());
        Ratio faster = pod.qos() == QosClass.SYSTEM ? Ratio.ONE : ratio;
        return Optional.of(new CpuQuota(Math.min(before.micros(), most)).normalizedBy(faster));
    }

    private boolean mayBurst(ContainerObservation container, MilliCpu limit, CpuBurstRule rule) {
        String id = container.container().id().orElse("");
        if (rule.period().isEmpty()) {
            return true;
        }
        Duration period = rule.period().get();
        Duration now = seen.moment().sinceBoot();
        Tokens before = Optional.ofNullable(moment.tokens.get(id))
                .filter(known -> now.minus(known.at()).compareTo(period.multipliedBy(2)) <= 0)
                .orElseGet(() -> Tokens.first(id, period, rule.quotaBurst(), now));
        Tokens after = container.usage().cpu() instanceof Reading.Value<MilliCpu>(MilliCpu used)
                ? before.after(used, limit, period, rule.quotaBurst(), now)
                : before;
        tokens.put(id, after);
        return after.allow();
    }

    private Optional<MilliCpu> limit(PodView pod, ContainerView container) {
        String text = container.limits().get(ResourceNames.CPU);
        try {
            return Optional.ofNullable(text)
                    .map(limit -> new MilliCpu(ApiAmounts.of(ResourceNames.CPU, limit)))
                    .filter(cpu -> cpu.value() > 0);
        } catch (JsonException e) {
            invalid.add(pod.ref() + ": limit of " + container.name() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private void putQuota(CgroupPath group, CpuQuota next, CpuQuota own, BurstReason why) {
        KnobKey key = new KnobKey(group, Knob.CPU_QUOTA);
        KnobValue value = new KnobValue.Quota(next);
        if (value.equals(seen.held().get(key))) {
            actions.add(new Action.Release(key, Reason.of(BurstReason.NotAsked)));
        } else if (!Reading.of(value).equals(seen.knobs().value(group, Knob.CPU_QUOTA))) {
            actions.add(new Action.SetKnob(
                    key, value, Reason.of(why).with("own", own).with("pool", moment.pool)));
        }
    }

    /** What the container may carry over; zero if nothing. */
    private long putBurst(CgroupPath group, CpuBurstRule rule, MilliCpu limit, CpuQuota quota) {
        if (!rule.usesKernel() || !seen.knobs().supported().contains(Knob.CPU_BURST)) {
            release(group, Knob.CPU_BURST);
            return 0;
        }
        CpuQuota full = CpuQuota.of(limit, seen.knobs().period(group));
        long burst = Math.min(
                Math.min(MOST_BURST_MICROS, quota.micros()), rule.kernelBurst().of(full.micros()));
        set(group, Knob.CPU_BURST, new KnobValue.Whole(burst), BurstReason.CarriedOver);
        return burst;
    }

    private void set(CgroupPath group, Knob knob, KnobValue value, BurstReason why) {
        if (seen.knobs().value(group, knob) instanceof Reading.Value<KnobValue>(KnobValue now) && !now.equals(value)) {
            actions.add(new Action.SetKnob(new KnobKey(group, knob), value, Reason.of(why)));
        }
    }

    private void release(CgroupPath group, Knob knob) {
        KnobKey key = new KnobKey(group, knob);
        if (seen.held().containsKey(key)) {
            actions.add(new Action.Release(key, Reason.of(BurstReason.NotAsked)));
        }
    }

    Verdict verdict() {
        BurstReason idle = invalid.isEmpty() ? BurstReason.Settled : BurstReason.SpecInvalid;
        Reason told = Reason.of(actions.isEmpty() ? idle : BurstReason.Adjusted)
                .with("pool", moment.pool)
                .with("raised", raised)
                .with("ratio", ratio);
        Reason reason = invalid.isEmpty() ? told : told.with("invalid", String.join("; ", invalid));
        return actions.isEmpty()
                ? new Verdict.Hold(CpuBurst.NAME, reason)
                : new Verdict.Act(CpuBurst.NAME, actions, reason);
    }
}
