package io.sublet.agent.decide.watermark;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Governing;
import io.sublet.agent.decide.NarrowQuota;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.evict.OneVictim;
import io.sublet.agent.decide.watermark.RuleState.Throttled;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.AvoidanceAction;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.WatermarkMetric;
import io.sublet.model.slo.WatermarkRule;
import io.sublet.model.slo.WatermarkRule.Comparison;
import io.sublet.model.slo.WatermarkRule.Response;
import io.sublet.model.slo.WatermarkRule.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a rule does in the state that it is in. */
record RuleResponse(WatermarkRule rule, NodeSlo slo, Observation seen, Map<String, Reading<Double>> numbers) {
    /** Time between two steps, so that the one before can show. */
    private static final Duration PACE = Duration.ofSeconds(10);

    /** More is taken than what is beyond the mark, so that the number does not stay at it. */
    private static final double MORE = 1.1;

    record Outcome(RuleState state, Verdict verdict) {}

    Outcome to(RuleState state) {
        return switch (state) {
            case RuleState.Watching watching -> watching(watching);
            case RuleState.InForce inForce -> inForceNow(inForce);
        };
    }

    /** The node stays closed while it cools down, whatever the number is meanwhile. */
    private Outcome watching(RuleState.Watching state) {
        boolean cooling = now().compareTo(state.coolUntil()) < 0;
        WatermarkReason code = code(state, cooling);
        Reason told = told(code);
        Reason reason = cooling ? told.with("coolUntilSinceBoot", state.coolUntil()) : told;
        return standing(hold(state, reason), standing(code), cooling && !rule.dryRun());
    }

    private Outcome inForceNow(RuleState.InForce state) {
        Outcome outcome = inForce(state);
        boolean easing = outcome.verdict().reason().code() == WatermarkReason.WatermarkEasing;
        return standing(outcome, easing ? Standing.EASING : Standing.IN_FORCE, !rule.dryRun());
    }

    private static Standing standing(WatermarkReason code) {
        return switch (code) {
            case WatermarkPassed -> Standing.PASSED;
            case WatermarkUnknown -> Standing.UNKNOWN;
            case WatermarkCooling -> Standing.COOLING;
            default -> Standing.KEPT;
        };
    }

    private WatermarkReason code(RuleState.Watching state, boolean cooling) {
        if (!state.badSince().isEmpty()) {
            return WatermarkReason.WatermarkPassed;
        }
        if (cooling) {
            return WatermarkReason.WatermarkCooling;
        }
        boolean known = numbers.values().stream().noneMatch(Reading::isMissing);
        return known ? WatermarkReason.WatermarkKept : WatermarkReason.WatermarkUnknown;
    }

    /** Says where the rule stands, and closes the node or leaves it open. */
    private Outcome standing(Outcome outcome, Standing state, boolean closed) {
        Verdict verdict = outcome.verdict();
        Reason reason = verdict.reason().with(RuleBook.STATE, state);
        List<Action> actions = new ArrayList<>(verdict instanceof Verdict.Act act ? act.actions() : List.of());
        if (closed) {
            actions.add(new Action.CloseNode(policy(), reason));
        }
        return actions.isEmpty() ? hold(outcome.state(), reason) : act(outcome.state(), actions, reason);
    }

    private Outcome inForce(RuleState.InForce state) {
        if (rule.dryRun()) {
            return hold(state, told(WatermarkReason.WatermarkDryRun).with("action", rule.response()));
        }
        return switch (rule.response()) {
            case Response.MarkUnschedulable() -> hold(state, told(WatermarkReason.WatermarkInForce));
            case Response.Throttle terms -> throttle(state, terms);
            case Response.Evict(Optional<Duration> grace) -> evict(state, grace);
        };
    }

    private Outcome throttle(RuleState.InForce before, Response.Throttle terms) {
        List<PodObservation> permitting = permitting(AvoidanceAction.THROTTLE);
        List<PodObservation> pods = chosen(permitting);
        RuleState.InForce state = before.taking(only(permitting, before.throttled()));
        RuleState.InForce next = state;
        boolean easing = RuleMachine.isRestored(rule, state, now());
        if (isPaced(state)) {
            if (easing) {
                next = state.stepped(now(), ThrottleSteps.giveBack(state.throttled()));
            } else if (!RuleMachine.bad(rule, numbers).isEmpty()) {
                next = state.stepped(now(), ThrottleSteps.take(pods, state.throttled(), terms, need(), seen));
            }
        }
        Reason reason = told(easing ? WatermarkReason.WatermarkEasing : WatermarkReason.WatermarkInForce)
                .with("throttled", names(next.throttled(), terms));
        List<Action> actions = new ArrayList<>();
        for (PodObservation pod : seen.pods().toOptional().orElse(List.of())) {
            Throttled throttled = next.throttled().get(pod.pod().ref().uid());
            if (throttled != null) {
                actions.addAll(NarrowQuota.of(pod, ThrottleSteps.allowance(pod, throttled, terms), seen, reason));
            }
        }
        if (actions.isEmpty()) {
            return hold(next, pods.isEmpty() ? told(WatermarkReason.WatermarkWithoutTarget) : reason);
        }
        return act(next, actions, reason);
    }

    /** Of those that are still there and still permit it; the others have their quota back. */
    private Map<String, Throttled> only(List<PodObservation> permitting, Map<String, Throttled> throttled) {
        if (seen.pods().isMissing()) {
            return throttled;
        }
        Map<String, Throttled> present = new HashMap<>(throttled);
        Set<String> uids = new HashSet<>();
        permitting.forEach(pod -> uids.add(pod.pod().ref().uid()));
        present.keySet().retainAll(uids);
        return present;
    }

    private List<String> names(Map<String, Throttled> throttled, Response.Throttle terms) {
        List<String> names = new ArrayList<>();
        for (PodObservation pod : seen.pods().toOptional().orElse(List.of())) {
            Throttled of = throttled.get(pod.pod().ref().uid());
            if (of != null) {
                names.add(pod.pod().ref().key() + "=" + ThrottleSteps.allowance(pod, of, terms));
            }
        }
        return names;
    }

    private Outcome evict(RuleState.InForce state, Optional<Duration> grace) {
        Reason reason = told(WatermarkReason.WatermarkInForce);
        if (!isPaced(state) || RuleMachine.bad(rule, numbers).isEmpty()) {
            return hold(state, reason);
        }
        return OneVictim.next(
                        seen,
                        slo,
                        chosen(permitting(AvoidanceAction.EVICT)),
                        isOfMemory() ? OneVictim.Use.MEMORY : OneVictim.Use.CPU,
                        new OneVictim.Wish(policy(), RuleBook.NAME, grace, reason))
                .map(verdict -> new Outcome(
                        verdict instanceof Verdict.Act ? state.stepped(now(), state.throttled()) : state, verdict))
                .orElseGet(() -> hold(state, told(WatermarkReason.WatermarkWithoutTarget)));
    }

    /** The pods that permit an action. */
    private List<PodObservation> permitting(AvoidanceAction action) {
        List<PodObservation> all = new ArrayList<>();
        for (PodObservation pod : seen.pods().toOptional().orElse(List.of())) {
            Optional<PodQosRule> qos = Governing.rule(pod.pod(), slo);
            if (pod.pod().active()
                    && !pod.pod().life().terminating()
                    && AvoidanceAction.permitted(pod.pod().qos(), qos.flatMap(PodQosRule::allowedActions))
                            .contains(action)) {
                all.add(pod);
            }
        }
        return all;
    }

    /** Of those that permit it, in their order; if the number is one of pods and those that are bad permit it themselves, then only they. */
    private List<PodObservation> chosen(List<PodObservation> permitting) {
        Set<String> bad = RuleMachine.bad(rule, numbers);
        List<PodObservation> own = permitting.stream()
                .filter(pod -> bad.contains(pod.pod().ref().uid()))
                .toList();
        List<PodObservation> chosen = new ArrayList<>(own.isEmpty() ? permitting : own);
        chosen.sort(Comparator.comparingInt((PodObservation pod) -> Governing.rule(pod.pod(), slo)
                        .map(PodQosRule::evictionOrder)
                        .orElse(0))
                .thenComparingInt(pod ->
                        pod.pod().marks().priority().orElse(pod.pod().priority().defaultPriority()))
                .thenComparing(pod -> pod.pod().ref().key()));
        return chosen;
    }

    /** How much CPU, in thousandths, brings the number to its mark; empty where that cannot be said of it. */
    private OptionalLong need() {
        if (rule.comparison() != Comparison.ABOVE
                || !(numbers.get(RuleNumbers.NODE) instanceof Reading.Value<Double>(Double used))) {
            return OptionalLong.empty();
        }
        double beyond = MORE * (used - rule.trigger().value().doubleValue());
        return switch (metric().orElse(WatermarkMetric.NODE_MEMORY_USAGE)) {
            case NODE_CPU_AMOUNT -> OptionalLong.of((long) Math.ceil(beyond));
            case NODE_CPU_USAGE, TIER_CPU_USAGE ->
                RuleNumbers.cpus(seen) instanceof Reading.Value<Long>(Long capacity)
                        ? OptionalLong.of((long) Math.ceil(beyond / 100 * capacity))
                        : OptionalLong.empty();
            default -> OptionalLong.empty();
        };
    }

    /** What the agent measures for the rule; empty if others do. */
    private Optional<WatermarkMetric> metric() {
        return switch (rule.signal()) {
            case Signal.OfNode(WatermarkMetric metric) -> Optional.of(metric);
            case Signal.OfTier(WatermarkMetric metric, var tier) -> Optional.of(metric);
            case Signal.OfPods(WatermarkMetric metric, var pods) -> Optional.of(metric);
            case Signal.PrometheusQuery query -> Optional.empty();
            case Signal.PodEndpoint endpoint -> Optional.empty();
        };
    }

    private boolean isOfMemory() {
        return metric().map(WatermarkMetric::isOfMemory).orElse(false);
    }

    private boolean isPaced(RuleState.InForce state) {
        return state.steppedAt()
                .filter(at -> now().minus(at).compareTo(PACE) < 0)
                .isEmpty();
    }

    private Duration now() {
        return seen.moment().sinceBoot();
    }

    String policy() {
        return RuleBook.NAME + "/" + rule.name();
    }

    private Reason told(WatermarkReason code) {
        Reason reason = Reason.of(code)
                .with(
                        "mark",
                        rule.comparison().wireName() + " "
                                + rule.trigger().value().toPlainString());
        if (numbers.size() == 1 && numbers.containsKey(RuleNumbers.NODE)) {
            return reason.with("number", text(numbers.get(RuleNumbers.NODE)));
        }
        Set<String> bad = RuleMachine.bad(rule, numbers);
        return reason.with("pods", numbers.size()).with("bad", bad);
    }

    private static Object text(Reading<Double> number) {
        return switch (number) {
            case Reading.Value<Double>(Double value) -> Math.round(value * 1000) / 1000.0;
            case Reading.Missing<Double>(String cause) -> cause;
        };
    }

    private Outcome hold(RuleState state, Reason reason) {
        return new Outcome(state, new Verdict.Hold(policy(), reason));
    }

    private Outcome act(RuleState state, List<Action> actions, Reason reason) {
        return new Outcome(state, new Verdict.Act(policy(), actions, reason));
    }
}
