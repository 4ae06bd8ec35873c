package io.sublet.agent.decide.latency;

import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.knob.KnobTable;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.LatencyTarget;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.WatermarkRule.Signal;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One target's step: additive increase, multiplicative decrease.
 *
 * <ol>
 *   <li>No protected pod on the node: the target takes nothing.
 *   <li>A latency above the limit: best effort keeps a share of what it uses or may use, whichever is less, but not less than its minimum.
 *   <li>All latencies known and clearly below the limit: a share of the node is added, until the whole node is reached.
 *   <li>Else nothing changes. That is so too while a latency is missing; a target that has never had one takes nothing.
 * </ol>
 *
 * A target that is new, or an agent that is, begins with what best effort has, so that what an agent before has taken is not given back at once.
 */
record Steersman(LatencyTarget target, NodeSlo slo, Observation seen, MilliCpu capacity) {
    /** Numbers are asked every ten seconds and given some time to answer. */
    private static final Duration FIRST_ANSWER = Duration.ofMinutes(1);

    TargetStep next(Optional<TargetState> before) {
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return new TargetStep(before, LatencyReason.LatencyUnknown);
        }
        List<String> subjects = subjects(pods);
        if (subjects.isEmpty()) {
            return TargetStep.none(LatencyReason.LatencyWithoutPods);
        }
        TargetState state = before.orElseGet(() -> new TargetState(now(), had(), Optional.empty(), false));
        Latency latency = latency(subjects);
        return latency.highest.isEmpty() ? unknown(state, latency) : measured(state.measured(), latency);
    }

    /**
     * What was answered.
     *
     * @param highest of the answers
     * @param missing why one is missing; empty if none is
     */
    private record Latency(OptionalDouble highest, Optional<String> missing) {}

    private Latency latency(List<String> subjects) {
        double highest = -1;
        Optional<String> missing = Optional.empty();
        for (String subject : subjects) {
            switch (seen.external().ofTarget(target.name(), subject)) {
                case Reading.Value<Double>(Double number)
                when number >= 0 && !number.isInfinite() -> highest = Math.max(highest, number);
                case Reading.Value<Double>(Double number) -> missing = Optional.of(number + " is no latency");
                case Reading.Missing<Double>(String cause) -> missing = Optional.of(cause);
            }
        }
        return new Latency(highest < 0 ? OptionalDouble.empty() : OptionalDouble.of(highest), missing);
    }

    /** Whom the number is of: each protected pod, or for Prometheus one for all of them. */
    private List<String> subjects(List<PodObservation> pods) {
        List<String> uids = new ArrayList<>();
        for (PodObservation pod : pods) {
            PodSelector.Subject subject = new PodSelector.Subject(
                    pod.pod().ref().namespace(),
                    pod.pod().marks().labels(),
                    pod.pod().marks().priority(),
                    pod.pod().qos());
            if (pod.pod().active() && !pod.pod().isBestEffort() && target.pods().selects(subject)) {
                uids.add(pod.pod().ref().uid());
            }
        }
        return target.signal() instanceof Signal.PodEndpoint || uids.isEmpty() ? uids : List.of("");
    }

    private TargetStep unknown(TargetState state, Latency latency) {
        boolean waited = now().minus(state.since()).compareTo(FIRST_ANSWER) >= 0;
        boolean never = !state.known() && waited;
        TargetState next = never ? state.takingNothing() : state;
        Reason reason = told(never ? LatencyReason.LatencyNeverKnown : LatencyReason.LatencyUnknown, next)
                .with("cause", latency.missing.orElse("no answer"));
        return new TargetStep(Optional.of(next), reason);
    }

    private TargetStep measured(TargetState state, Latency latency) {
        double highest = latency.highest.orElseThrow();
        double limit = target.limit().doubleValue();
        double good = limit * (1 - target.steering().headroom().value() / 100.0);
        boolean due = state.steppedAt()
                .filter(at -> now().minus(at).compareTo(target.steering().period()) < 0)
                .isEmpty();
        TargetState next = state;
        LatencyReason code;
        if (highest > limit) {
            next = due ? state.stepped(less(state), now()) : state;
            code = target.dryRun() ? LatencyReason.LatencyDryRun : LatencyReason.LatencyMissed;
        } else if (state.allowance().isEmpty()) {
            code = LatencyReason.LatencyKept;
        } else if (latency.missing.isPresent()) {
            code = LatencyReason.LatencyUnknown;
        } else if (highest > good) {
            code = LatencyReason.LatencyNear;
        } else {
            next = due ? more(state) : state;
            code = next.allowance().isEmpty() ? LatencyReason.LatencyKept : LatencyReason.LatencyEasing;
        }
        Reason reason = told(code, next).with("latency", highest).with(LatencyLoop.RATIO, highest / limit);
        return new TargetStep(
                Optional.of(next),
                latency.missing.map(why -> reason.with("missing", why)).orElse(reason));
    }

    /** Below what best effort uses, since a bound that it does not reach changes nothing. */
    private MilliCpu less(TargetState state) {
        MilliCpu allowed = state.allowance().orElse(capacity).min(capacity);
        MilliCpu used = seen.tier()
                .flatMap(BestEffortTier::used)
                .toOptional()
                .map(cpu -> cpu.max(increase()))
                .orElse(allowed);
        MilliCpu from = allowed.min(used);
        MilliCpu lowered =
                new MilliCpu(from.value() - target.steering().decrease().of(from.value()));
        // The minimum may be above what the target allowed until now; it never raises that.
        return lowered.max(minimum()).min(state.allowance().orElse(capacity).max(minimum()));
    }

    private TargetState more(TargetState state) {
        MilliCpu raised = state.allowance().orElse(capacity).plus(increase());
        return raised.compareTo(capacity) >= 0
                ? new TargetState(state.since(), Optional.empty(), Optional.of(now()), true)
                : state.stepped(raised, now());
    }

    private MilliCpu increase() {
        return capacity.times(target.steering().increase());
    }

    private MilliCpu minimum() {
        MilliCpu own = capacity.times(target.steering().minimum());
        return slo.cpuSuppress().minimum().map(capacity::times).map(own::max).orElse(own);
    }

    /** What best effort is held to now; empty where it is not held. */
    private Optional<MilliCpu> had() {
        return seen.tier()
                .toOptional()
                .flatMap(tier -> {
                    Optional<CpuQuota> quota = tier.quota().toOptional().filter(limit -> !limit.isUnlimited());
                    Optional<MilliCpu> cpu = quota.map(
                            limit -> limit.cpu(tier.period().toOptional().orElse(KnobTable.DEFAULT_PERIOD)));
                    Optional<MilliCpu> cpus = tier.effective().toOptional().map(set -> MilliCpu.ofCpus(set.size()));
                    return cpu.isPresent() && cpus.isPresent()
                            ? Optional.of(cpu.get().min(cpus.get()))
                            : cpu.isPresent() ? cpu : cpus;
                })
                .filter(cpu -> cpu.compareTo(capacity) < 0)
                .map(cpu -> cpu.max(minimum()));
    }

    private Duration now() {
        return seen.moment().sinceBoot();
    }

    private Reason told(LatencyReason code, TargetState state) {
        Reason reason = Reason.of(code).with("limit", target.limit().toPlainString());
        return state.allowance()
                .map(cpu -> reason.with(LatencyLoop.ALLOWANCE, cpu))
                .orElse(reason);
    }
}
