package io.sublet.agent.decide.interference;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Governing;
import io.sublet.agent.decide.NarrowQuota;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.evict.OneVictim;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.AvoidanceAction;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.InterferenceRule.Severity;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.unit.MilliCpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is done to antagonists: only to best effort that permits it. A frozen pod keeps a hundredth of a CPU, as in CPI²: the kernel's own freezer would
 * keep it from ending, and from answering its probes. A pod that is about to end has its quota back, so that it can.
 */
final class Treatment {
    private final Observation seen;
    private final NodeSlo slo;
    private final InterferenceRule rule;

    Treatment(Observation seen, NodeSlo slo) {
        this.seen = seen;
        this.slo = slo;
        this.rule = slo.extensions().interference();
    }

    /** The measures that may be tried on a pod, mildest first. */
    List<Severity> measures(PodObservation pod) {
        Set<AvoidanceAction> permitted = permitted(pod);
        boolean throttled = permitted.contains(AvoidanceAction.THROTTLE);
        boolean cache = slo.resources().be().cache().enabled()
                && !seen.resources().resctrl().isMissing();
        List<Severity> measures = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            boolean possible = switch (severity) {
                case NONE -> false;
                case THROTTLE, FREEZE -> throttled;
                case CACHE -> cache;
                case EVICT -> permitted.contains(AvoidanceAction.EVICT);
            };
            if (possible && severity.compareTo(rule.response().severest()) <= 0) {
                measures.add(severity);
            }
        }
        return measures;
    }

    private Set<AvoidanceAction> permitted(PodObservation pod) {
        return pod.pod().qos() == QosClass.BE && pod.pod().isBestEffort()
                ? AvoidanceAction.permitted(
                        QosClass.BE, Governing.rule(pod.pod(), slo).flatMap(PodQosRule::allowedActions))
                : Set.of();
    }

    List<Action> actions(Case treated, Reason reason) {
        List<Action> actions = new ArrayList<>();
        for (PodObservation pod : seen.pods().toOptional().orElse(List.of())) {
            if (pod.pod().ref().equals(treated.antagonist())
                    && !pod.pod().life().terminating()) {
                List<Severity> measures = measures(pod);
                if (measures.contains(Severity.THROTTLE) && treated.measure().compareTo(Severity.THROTTLE) >= 0) {
                    actions.addAll(NarrowQuota.of(pod, allowance(treated), seen, reason));
                }
                if (treated.measure() == Severity.EVICT && measures.contains(Severity.EVICT)) {
                    OneVictim.Wish wish =
                            new OneVictim.Wish(Interference.NAME, Interference.NAME, Optional.empty(), reason);
                    OneVictim.next(seen, slo, List.of(pod), OneVictim.Use.CPU, wish)
                            .filter(Verdict.Act.class::isInstance)
                            .ifPresent(verdict -> actions.addAll(((Verdict.Act) verdict).actions()));
                }
            }
        }
        return actions;
    }

    private MilliCpu allowance(Case treated) {
        boolean frozen = treated.measure().compareTo(Severity.FREEZE) >= 0
                && rule.response().severest().compareTo(Severity.FREEZE) >= 0;
        long left = treated.base().value()
                - rule.response().throttle().of(treated.base().value());
        return frozen ? NarrowQuota.LEAST : new MilliCpu(left).max(NarrowQuota.LEAST);
    }
}
