package io.sublet.agent.decide.interference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.cluster.PodView;
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
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.AvoidanceAction;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.InterferenceRule.Detection;
import io.sublet.model.slo.InterferenceRule.Response;
import io.sublet.model.slo.InterferenceRule.Severity;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.usage.ResourceUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random signals, uses, classes and permissions, on which antagonists are named all the time. */
class InterferenceProps {
    private static final List<QosClass> CLASSES = List.of(QosClass.values());
    private static final CpuQuota ORIGINAL = new CpuQuota(150_000);

    @Property(seed = "20261127", tries = 60)
    void treatsOnlyBestEffortThatPermitsItNeverRaisesAQuotaAndForgetsNothingInForce(
            @ForAll int seed, @ForAll Severity severest, @ForAll @IntRange(max = 3) int permission) {
        Random random = new Random(seed);
        Set<AvoidanceAction> allowed = EnumSet.noneOf(AvoidanceAction.class);
        if ((permission & 1) != 0) {
            allowed.add(AvoidanceAction.THROTTLE);
        }
        if ((permission & 2) != 0) {
            allowed.add(AvoidanceAction.EVICT);
        }
        PodQosRule podQos = new PodQosRule(
                "q",
                PodSelector.EVERY_POD,
                Optional.of(Set.copyOf(allowed)),
                0,
                PodQosRule.Cpu.NONE,
                PodQosRule.Memory.NONE);
        InterferenceRule rule = rule(severest);
        Interference.Memory memory = Interference.Memory.NOTHING;
        for (int window = 1; window < 80; window++) {
            Seen seen = seen(random, window, rule, podQos);
            Interference.Outcome outcome = Interference.decide(seen.build(), memory);
            memory = outcome.memory();
            if (outcome.verdict() instanceof Verdict.Act act) {
                act.actions().forEach(action -> check(action, rule.response().severest(), allowed));
            }
            // Without a new window the same is wanted again, which is what keeps it in force.
            Interference.Outcome again = Interference.decide(seen.build(), memory);
            assertThat(again.memory()).isEqualTo(memory);
            assertThat(quotas(again.verdict())).isEqualTo(quotas(outcome.verdict()));
            assertThat(Interference.decide(seen.podsUnknown().build(), memory).verdict())
                    .isInstanceOf(Verdict.Hold.class);
        }
    }

    private static InterferenceRule rule(Severity severest) {
        Response other = Response.DEFAULT;
        return new InterferenceRule(
                true,
                new Detection(
                        Duration.ofSeconds(30), BigDecimal.ONE, 1, 3, new BigDecimal("0.1"), Duration.ofMinutes(5)),
                new Response(
                        severest,
                        other.throttle(),
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(60),
                        other.leastCache(),
                        other.leastBandwidth(),
                        other.cacheReturn()));
    }

    private static Seen seen(Random random, int window, InterferenceRule rule, PodQosRule podQos) {
        Seen seen = Seen.onCpus(8)
                .at(Duration.ofSeconds(30L * window))
                .evictions(new EvictionStatus(Optional.empty(), 9, Set.of(), Map.of()))
                .extensions(new SloExtensions(List.of(podQos), List.of()).with(rule));
        boolean bad = random.nextInt(3) == 0;
        Map<String, Map<SignalKind, Signal>> online = new HashMap<>();
        Map<String, BatchUse> batch = new HashMap<>();
        for (int i = 0; i < 8; i++) {
            QosClass qos = CLASSES.get(i % CLASSES.size());
            PodView view = SimulatedNode.pod(qos + "-" + i, qos);
            seen.pod(view, ResourceUsage.of(random.nextInt(3000), 0), GroupObservation.missing("test"));
            seen.knob(SeenPods.cgroup(view), Knob.CPU_QUOTA, new KnobValue.Quota(ORIGINAL));
            Reading<Double> level = random.nextInt(10) == 0
                    ? Reading.missing("test")
                    : Reading.of(bad ? 20.0 : 2.0 + random.nextDouble());
            online.put(view.ref().uid(), Map.of(SignalKind.CPU_WAIT, new Signal(level, Reading.of(new Band(3, 1)))));
            batch.put(view.ref().uid(), new BatchUse(bad ? 2000 : random.nextInt(30), 0));
        }
        return seen.signals(new Signals(window, online, batch));
    }

    private static List<Action> quotas(Verdict verdict) {
        return verdict instanceof Verdict.Act act
                ? act.actions().stream()
                        .filter(Action.SetQuota.class::isInstance)
                        .map(Action.SetQuota.class::cast)
                        .<Action>map(set -> new Action.SetQuota(
                                set.cgroup(), set.quota(), Reason.of(InterferenceReason.InterferenceNone)))
                        .toList()
                : List.of();
    }

    private static void check(Action action, Severity severest, Set<AvoidanceAction> allowed) {
        switch (action) {
            case Action.SetQuota set -> {
                assertThat(set.cgroup().toString()).contains("podBE-");
                assertThat(ORIGINAL.contains(set.quota())).isTrue();
                assertThat(allowed).contains(AvoidanceAction.THROTTLE);
                assertThat(severest).isGreaterThanOrEqualTo(Severity.THROTTLE);
            }
            case Action.EvictPod eviction -> {
                assertThat(eviction.pod().name()).startsWith("BE-");
                assertThat(allowed).contains(AvoidanceAction.EVICT);
                assertThat(severest).isEqualTo(Severity.EVICT);
            }
            default -> throw new AssertionError(action);
        }
    }
}
