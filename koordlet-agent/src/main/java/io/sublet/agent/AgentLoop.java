package io.sublet.agent;

import io.sublet.agent.act.Actuator;
import io.sublet.agent.act.CookieWriter;
import io.sublet.agent.act.Door;
import io.sublet.agent.act.Evictor;
import io.sublet.agent.act.Holding;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.act.Restore;
import io.sublet.agent.baseline.Baselines;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.SloFeed;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.evict.EvictionPermission;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.NodeObserver;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.SurgePhase;
import io.sublet.agent.observe.core.CookieReader;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.agent.plan.Write;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass over the node: observe, decide, plan, act, explain. Only the first and the last two touch the outside world. */
final class AgentLoop {
    private static final Logger log = LoggerFactory.getLogger(AgentLoop.class);

    /**
     * Who carries a plan out.
     *
     * @param kernel writes
     * @param dryRun only tells
     * @param restore gives back what the first one holds
     * @param cookies of core scheduling
     * @param evictor removes pods, or asks what would come of that
     * @param door closes the node to batch
     */
    record Actuators(Actuator kernel, Actuator dryRun, Restore restore, Cookies cookies, Evictor evictor, Door door) {}

    /** Who reads cookies of core scheduling, and who sets them. */
    record Cookies(CookieReader reader, CookieWriter writer) {}

    /**
     * What makes the decisions.
     *
     * @param baselines what is usual of workloads
     * @param mode whether they count
     */
    record Deciders(NodeRules rules, Baselines baselines, ModeSwitch mode) {}

    private final NodeObserver observer;
    private final SloFeed slo;
    private final Deciders deciders;
    private final Actuators actuators;
    private final Explainer explainer;
    private final Planner planner = new Planner();
    private final ModeSwitch mode;

    private Optional<Observation> last = Optional.empty();
    private long ticks;
    private int stillHeld;

    AgentLoop(NodeObserver observer, SloFeed slo, Deciders deciders, Actuators actuators, Explainer explainer) {
        this.observer = observer;
        this.slo = slo;
        this.deciders = deciders;
        this.actuators = actuators;
        this.explainer = explainer;
        this.mode = deciders.mode;
    }

    /**
     * One tick; returns what was observed.
     *
     * @param surge as looks since the last one have seen it
     */
    Observation tick(Instant now, long nanoTime, SurgePhase surge) {
        ticks++;
        Observation seen = deciders.baselines.judge(observer.observe(now, nanoTime, actuators.kernel.held())
                .with(actuators.evictor.status(nanoTime))
                .with(surge));
        Mode current = mode.next(seen);
        List<Verdict> verdicts = current == Mode.OFF ? List.of() : deciders.rules.decide(seen);
        if (mode.isKnown() && current != Mode.ENFORCE) {
            giveBack(mode.reason(), now, nanoTime);
        }
        Actuator actuator = current == Mode.ENFORCE ? actuators.kernel : actuators.dryRun;
        ActionPlan plan = planner.plan(seen, verdicts);
        List<Outcome> outcomes = new ArrayList<>(actuator.apply(plan, nanoTime));
        if (current == Mode.ENFORCE) {
            outcomes.addAll(setCookies(plan));
        }
        outcomes.addAll(actuators.evictor.apply(
                plan.others(), current != Mode.ENFORCE, pod -> forbidsEviction(pod, seen), nanoTime));
        outcomes.addAll(actuators.door.apply(plan.others(), current != Mode.ENFORCE));
        List<Outcome> told = explainer.worthTelling(outcomes);
        note(told);
        for (Verdict verdict : verdicts) {
            explainer.decided(now, ticks, verdict, told);
        }
        explainer.answered(now, ticks, actuators.evictor.answers());
        Holding left = actuators.restore.left();
        mode.confirm(left.isNothing());
        boolean acted = told.stream().anyMatch(Outcome::isNews);
        explainer.ticked(seen, slo.slo(), current, verdicts, acted, left);
        last = Optional.of(seen);
        return seen;
    }

    private List<Outcome> setCookies(ActionPlan plan) {
        List<Outcome> outcomes = actuators.cookies.writer.apply(plan.others());
        if (!outcomes.isEmpty()) {
            actuators.cookies.reader.changed();
        }
        return outcomes;
    }

    /** By what is known of the pod now, whatever a policy says. */
    private static Optional<String> forbidsEviction(PodRef ref, Observation seen) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo rules))
                || !(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return Optional.of("pods or rules are not known");
        }
        return pods.stream()
                .map(PodObservation::pod)
                .filter(pod -> pod.ref().equals(ref))
                .findFirst()
                .map(pod -> EvictionPermission.forbids(pod, rules))
                .orElse(Optional.of("there is no such pod on the node"));
    }

    /** Carries out a decision between two ticks, if it is one to act and the node is enforced. */
    void between(Verdict verdict, Map<KnobKey, KnobValue> observed, Instant now, long nanoTime) {
        if (verdict instanceof Verdict.Act && isEnforced()) {
            ActionPlan plan = ActionPlan.from(List.of(verdict), observed, held());
            List<Outcome> outcomes = actuators.kernel.apply(plan, nanoTime);
            note(outcomes);
            explainer.decided(now, ticks, verdict, outcomes);
        }
    }

    /** Tells of a decision between two ticks that others carry out. */
    void told(Verdict verdict, List<Outcome> outcomes, Instant now) {
        explainer.decided(now, ticks, verdict, outcomes);
    }

    boolean isEnforced() {
        return mode.isEnforced();
    }

    Mode mode() {
        return mode.current();
    }

    /** What the last tick observed. */
    Optional<Observation> last() {
        return last;
    }

    Map<KnobKey, KnobValue> held() {
        return actuators.kernel.held();
    }

    /** Gives back all that is held; what could not be given back stays in the journal. Whether nothing is held any more. */
    boolean giveBack(ModeReason why, Instant now, long nanoTime) {
        if (actuators.cookies.writer.hasGiven()) {
            actuators.cookies.writer.giveBack(actuators.cookies.reader.all());
        }
        if (held().isEmpty()) {
            return true;
        }
        List<Outcome> outcomes = new ArrayList<>(actuators.restore.run(why, nanoTime));
        observer.written(keys(outcomes));
        // What the kernel refuses is tried each tick, and told once.
        boolean news = held().size() != stillHeld || outcomes.stream().anyMatch(Outcome.Applied.class::isInstance);
        stillHeld = held().size();
        if (!news) {
            return false;
        }
        log.info("{} writes={} stillHeld={}", why.sentence(), outcomes.size(), stillHeld);
        List<Action> actions =
                outcomes.stream().map(outcome -> outcome.step().action()).toList();
        Reason reason = Reason.of(why).with("stillHeld", stillHeld);
        explainer.decided(now, ticks, new Verdict.Act("mode", actions, reason), outcomes);
        return stillHeld == 0;
    }

    private void note(List<Outcome> outcomes) {
        observer.written(keys(outcomes));
        if (outcomes.stream().anyMatch(Outcome.Rejected.class::isInstance)) {
            observer.refused();
        }
    }

    /** The knobs that may show another value than before. */
    private static List<KnobKey> keys(List<Outcome> outcomes) {
        List<KnobKey> keys = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome.isNews() && !(outcome instanceof Outcome.Planned) && outcome.step() instanceof Write write) {
                keys.add(write.key());
            }
        }
        return keys;
    }
}
