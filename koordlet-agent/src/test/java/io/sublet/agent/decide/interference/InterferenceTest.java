package io.sublet.agent.decide.interference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.signal.Band;
import io.sublet.agent.observe.signal.BatchUse;
import io.sublet.agent.observe.signal.Signal;
import io.sublet.agent.observe.signal.SignalKind;
import io.sublet.agent.observe.signal.Signals;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.AvoidanceAction;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.InterferenceRule.Detection;
import io.sublet.model.slo.InterferenceRule.Response;
import io.sublet.model.slo.InterferenceRule.Severity;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One online pod, whose usual is 5 with a deviation of 1, and two batch pods; windows of thirty seconds. */
class InterferenceTest {
    private static final Reading<Band> BAND = Reading.of(new Band(5, 1));

    private Interference.Memory memory = Interference.Memory.NOTHING;
    private Severity severest = Severity.THROTTLE;
    private SignalKind kind = SignalKind.CPU_WAIT;
    private List<PodQosRule> podQos = List.of();
    private Reading<Band> band = BAND;
    private Set<String> gone = Set.of();
    private int window;

    private Verdict next(Reading<Double> level, double a, double b) {
        window++;
        Map<String, BatchUse> uses = new HashMap<>();
        uses.put("batch-a", kind.isOfMemory() ? new BatchUse(100, a * 1e6) : new BatchUse(a, 0));
        uses.put("batch-b", kind.isOfMemory() ? new BatchUse(100, b * 1e6) : new BatchUse(b, 0));
        uses.keySet().removeAll(gone);
        Map<String, Map<SignalKind, Signal>> online = Map.of("online", Map.of(kind, new Signal(level, band)));
        Response otherwise = Response.DEFAULT;
        Response response = new Response(
                severest,
                otherwise.throttle(),
                otherwise.hold(),
                otherwise.rest(),
                new Percent(10),
                new Percent(10),
                otherwise.cacheReturn());
        Seen seen = Seen.onCpus(8)
                .at(Duration.ofSeconds(30L * window))
                .evictions(new EvictionStatus(Optional.empty(), 9, Set.of(), Map.of()))
                .extensions(new SloExtensions(podQos, List.of())
                        .with(new InterferenceRule(true, Detection.DEFAULT, response)))
                .signals(new Signals(window, online, uses));
        seen.pod(SimulatedNode.pod("online", QosClass.LS));
        uses.forEach((name, use) -> {
            var view = SimulatedNode.pod(name, QosClass.BE);
            seen.pod(view, ResourceUsage.of((long) use.cpu(), 0), GroupObservation.missing("test"));
            seen.knob(SeenPods.cgroup(view), Knob.CPU_QUOTA, new KnobValue.Quota(CpuQuota.UNLIMITED));
        });
        Interference.Outcome outcome = Interference.decide(seen.build(), memory);
        memory = outcome.memory();
        return outcome.verdict();
    }

    private Verdict next(double level, double a, double b) {
        return next(Reading.of(level), a, b);
    }

    /** Seven good windows, then three bad ones in which batch-a works; the last verdict. */
    private Verdict onset() {
        for (int i = 0; i < 7; i++) {
            next(5, 20, 1000);
        }
        next(20, 2000, 1000);
        next(20, 2000, 1000);
        return next(20, 2000, 1000);
    }

    private static InterferenceReason code(Verdict verdict) {
        return (InterferenceReason) verdict.reason().code();
    }

    private static List<Action> actions(Verdict verdict) {
        return verdict instanceof Verdict.Act act ? act.actions() : List.of();
    }

    private static void assertQuota(Verdict verdict, long micros) {
        assertThat(actions(verdict)).singleElement().isInstanceOfSatisfying(Action.SetQuota.class, set -> {
            assertThat(set.cgroup()).isEqualTo(SeenPods.cgroup(SimulatedNode.pod("batch-a", QosClass.BE)));
            assertThat(set.quota().micros()).isEqualTo(micros);
        });
    }

    @Test
    void namesTheOneWhoseUseExplainsItWithItsEvidenceAndTakesHalfOfItsCpu() {
        Verdict verdict = onset();

        assertThat(code(verdict)).isEqualTo(InterferenceReason.InterferenceNamed);
        assertThat(verdict.reason().facts())
                .containsEntry("antagonist", "default/batch-a")
                .containsEntry("victim", "default/online cpu wait=20.0 usual=5.0 limit=7.0")
                .containsEntry("measure", "Throttle");
        assertThat(verdict.reason().text()).contains("default/batch-b score=");
        assertQuota(verdict, 100_000);
    }

    @Test
    void keepsWhatHelpedForItsTimeAndThenWithdrawsIt() {
        onset();
        assertQuota(next(6, 1000, 1000), 100_000);
        next(6, 1000, 1000);
        Verdict helped = next(6, 1000, 1000);
        assertThat(code(helped)).isEqualTo(InterferenceReason.InterferenceHelped);
        for (int i = 0; i < 9; i++) {
            assertThat(code(next(6, 1000, 1000))).isEqualTo(InterferenceReason.InterferenceTreated);
        }
        Verdict ended = next(6, 1000, 1000);
        assertThat(code(ended)).isEqualTo(InterferenceReason.InterferenceEnded);
        assertThat(actions(ended)).isEmpty();
    }

    @Test
    void escalatesWhileNothingHelpsWithdrawsInTheEndAndLeavesThePairAlone() {
        severest = Severity.EVICT;
        onset();
        next(20, 2000, 1000);
        next(20, 2000, 1000);
        Verdict frozen = next(20, 2000, 1000);
        assertThat(code(frozen)).isEqualTo(InterferenceReason.InterferenceEscalated);
        assertQuota(frozen, 1000);
        next(20, 2000, 1000);
        next(20, 2000, 1000);
        Verdict evicted = next(20, 2000, 1000);
        assertThat(actions(evicted))
                .filteredOn(Action.EvictPod.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.EvictPod.class,
                        one -> assertThat(one.pod().name()).isEqualTo("batch-a"));
        next(20, 2000, 1000);
        next(20, 2000, 1000);
        Verdict withdrawn = next(20, 2000, 1000);
        assertThat(code(withdrawn)).isEqualTo(InterferenceReason.InterferenceWithdrawn);
        assertThat(actions(withdrawn)).isEmpty();
        for (int i = 0; i < 20; i++) {
            assertThat(actions(next(20, 2000, 1000))).isEmpty();
        }
    }

    @Test
    void endsWhenTheAntagonistIsGone() {
        onset();
        gone = Set.of("batch-a");
        assertThat(code(next(20, 0, 1000))).isEqualTo(InterferenceReason.InterferenceEnded);
    }

    @Test
    void doesNothingBeforeTheUsualIsKnownOrWithoutLevels() {
        band = Reading.missing("too little is known");
        assertThat(code(onset())).isEqualTo(InterferenceReason.InterferenceLearning);
        band = BAND;
        for (int i = 0; i < 10; i++) {
            assertThat(actions(next(Reading.missing("test"), 2000, 1000))).isEmpty();
        }
    }

    @Test
    void aVictimThatCannotBeMeasuredAnyMoreJudgesNothing() {
        onset();
        for (int i = 0; i < 10; i++) {
            assertThat(code(next(Reading.missing("test"), 2000, 1000)))
                    .isEqualTo(InterferenceReason.InterferenceTreated);
        }
        assertThat(code(next(Reading.missing("test"), 2000, 1000))).isEqualTo(InterferenceReason.InterferenceEnded);
    }

    @Test
    void onlyTellsWhereNoMeasureIsAllowedOrThePodPermitsNone() {
        severest = Severity.NONE;
        Verdict told = onset();
        assertThat(code(told)).isEqualTo(InterferenceReason.InterferenceNamed);
        assertThat(actions(told)).isEmpty();
        severest = Severity.EVICT;
        memory = Interference.Memory.NOTHING;
        podQos = List.of(new PodQosRule(
                "gentle",
                PodSelector.EVERY_POD,
                Optional.of(Set.<AvoidanceAction>of()),
                0,
                PodQosRule.Cpu.NONE,
                PodQosRule.Memory.NONE));
        Verdict forbidden = onset();
        assertThat(code(forbidden)).isEqualTo(InterferenceReason.InterferenceForbidden);
        assertThat(actions(forbidden)).isEmpty();
    }

    @Test
    void namesNobodyWhoseUseNeverChanges() {
        for (int i = 0; i < 10; i++) {
            next(5, 2000, 1000);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(actions(next(20, 2000, 1000))).isEmpty();
        }
    }

    @Test
    void findsWhoFillsMemoryByItsGrowth() {
        kind = SignalKind.MEMORY_WAIT;
        Verdict verdict = onset();
        assertThat(verdict.reason().text()).contains("default/batch-a").contains("by=memory");
    }

    @Test
    void narrowsTheCacheWhileAnOnlinePodNeedsMoreCyclesForAnInstruction() {
        severest = Severity.CACHE;
        kind = SignalKind.CYCLES_PER_INSTRUCTION;
        onset();
        assertThat(memory.squeeze().steps()).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            next(20, 2000, 1000);
        }
        assertThat(memory.squeeze().steps()).isEqualTo(2);
        for (int i = 0; i < 10; i++) {
            next(5, 20, 1000);
        }
        assertThat(memory.squeeze().steps()).isZero();
    }
}
