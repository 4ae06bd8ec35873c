package io.sublet.agent.decide.evict;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.LabelSelector;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.AvoidanceAction;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VictimsTest {
    private static final Victims.Terms TERMS = new Victims.Terms(
            "BECPUEvict",
            false,
            OptionalInt.empty(),
            pod -> pod.usage().cpu().map(MilliCpu::value),
            pod -> pod.usage().cpu().map(MilliCpu::value).toOptional().orElse(0L));

    @Test
    void leaveInTheOrderOfMarksThenOfWhatIsWonForWhatIsLost() {
        List<Batch> inOrder = List.of(
                Batch.pod("says-first").uses(1, 0).annotation(Annotations.EVICTION_PRIORITY, "-5"),
                Batch.pod("low-priority").uses(1, 0).priority(5000),
                Batch.pod("low-sub-priority").uses(1, 0).label(Labels.POD_SUB_PRIORITY, "10"),
                Batch.pod("uses-most").uses(900, 0),
                Batch.pod("uses-less").uses(300, 0),
                Batch.pod("uses-most-but-ran-for-hours").uses(1000, 0).ran(Duration.ofHours(9)),
                Batch.pod("costly").uses(5000, 0).annotation(Annotations.EVICTION_COST, "7"),
                Batch.pod("says-last").uses(9000, 0).annotation(Annotations.EVICTION_PRIORITY, "1"));
        List<Batch> shuffled = new ArrayList<>(inOrder);
        Collections.shuffle(shuffled, new Random(1));

        Victims victims = victims(Seen.onCpus(4), shuffled);

        assertThat(victims.ranked())
                .extracting(candidate -> candidate.pod().ref().name())
                .containsExactlyElementsOf(
                        inOrder.stream().map(pod -> pod.view().ref().name()).toList());
        assertThat(victims.ranked().getFirst().score().text())
                .isEqualTo("order=-5 priority=5500 subPriority=5500 cost=0 worth=1");
    }

    @Test
    void takesMarksThatCannotBeReadForNone() {
        Victims victims = victims(
                Seen.onCpus(4),
                List.of(
                        Batch.pod("b").uses(1, 0).annotation(Annotations.EVICTION_PRIORITY, "+3"),
                        Batch.pod("a").uses(1, 0).annotation(Annotations.EVICTION_COST, "99999999999")));

        assertThat(victims.ranked())
                .extracting(victim -> victim.score().order())
                .containsExactly(0, 0);
    }

    @Test
    void sparesWithAReason() {
        EvictionStatus status =
                new EvictionStatus(Optional.empty(), 9, Set.of("uid-asked"), Map.of("uid-refused", "HTTP 429 budget"));

        Victims victims = victims(
                Seen.onCpus(4).evictions(status),
                List.of(
                        Batch.pod("ls").uses(1, 0).qos(QosClass.LS),
                        Batch.pod("lsr").uses(1, 0).qos(QosClass.LSR),
                        Batch.pod("lse").uses(1, 0).qos(QosClass.LSE),
                        Batch.pod("system").uses(1, 0).qos(QosClass.SYSTEM),
                        Batch.pod("undeclared").uses(1, 0).undeclared(),
                        Batch.pod("static").uses(1, 0).ofTheKubelet(),
                        Batch.pod("unmeasured").unmeasured(),
                        Batch.pod("unused").uses(0, 0),
                        Batch.pod("disabled").uses(1, 0).label(Labels.EVICTION_ENABLED, "false"),
                        Batch.pod("never").uses(1, 0).annotation(Annotations.EVICTION_COST, "2147483647"),
                        Batch.pod("others-only").uses(1, 0).annotation(Annotations.EVICTION_POLICY, "[\"CPUEvict\"]"),
                        Batch.pod("malformed").uses(1, 0).annotation(Annotations.EVICTION_POLICY, "{"),
                        Batch.pod("refused").uses(1, 0),
                        Batch.pod("asked").uses(30, 0),
                        Batch.pod("ending").uses(12, 0).terminating()));

        assertThat(victims.ranked()).isEmpty();
        assertThat(victims.leaving()).isEqualTo(42);
        assertThat(victims.spared())
                .extracting(spared -> spared.pod().ref().name() + ": " + spared.why())
                .containsExactly(
                        "ls: its class is LS",
                        "lsr: its class is LSR",
                        "lse: its class is LSE",
                        "system: its class is SYSTEM",
                        "undeclared: nobody has declared it best effort",
                        "static: it is a static pod of the kubelet",
                        "unmeasured: test",
                        "unused: its leaving would release nothing",
                        "disabled: its label koordinator.sh/eviction-enabled forbids it",
                        "never: its eviction cost says never",
                        "others-only: its annotation koordinator.sh/eviction-policy does not list BECPUEvict",
                        "malformed: its annotation koordinator.sh/eviction-policy cannot be read",
                        "refused: its eviction was refused a moment ago: HTTP 429 budget",
                        "asked: it is leaving already",
                        "ending: it is leaving already");
    }

    @Test
    void goesByThePodQosThatGoverns() {
        PodQosRule gentle = rule("gentle", Optional.of(Set.of(AvoidanceAction.THROTTLE)), 0);
        PodQosRule first = rule("first", Optional.empty(), -1);
        PodQosRule explicit = rule("explicit", Optional.of(Set.of(AvoidanceAction.EVICT)), 3);

        Victims victims = victims(
                Seen.onCpus(4).extensions(new SloExtensions(List.of(gentle, first, explicit), List.of())),
                List.of(
                        Batch.pod("a").uses(1, 0).label("app", "gentle"),
                        Batch.pod("b").uses(1, 0),
                        Batch.pod("c").uses(1, 0).label("app", "first"),
                        Batch.pod("d").uses(1, 0).undeclared().label("app", "explicit"),
                        Batch.pod("e").uses(1, 0).qos(QosClass.LS).label("app", "explicit")));

        assertThat(victims.ranked()).extracting(v -> v.pod().ref().name()).containsExactly("c", "b", "d");
        assertThat(victims.spared())
                .extracting(Victims.Spared::why)
                .containsExactly("PodQoS gentle does not permit it", "its class is LS");
    }

    private static PodQosRule rule(String app, Optional<Set<AvoidanceAction>> allowed, int order) {
        PodSelector pods = new PodSelector(
                new LabelSelector(Map.of("app", app), List.of()),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Set.of());
        return new PodQosRule(app, pods, allowed, order, PodQosRule.Cpu.NONE, PodQosRule.Memory.NONE);
    }

    private static Victims victims(Seen draft, List<Batch> pods) {
        pods.forEach(pod -> draft.pod(pod.seen()));
        Observation seen = draft.at(Duration.ofDays(1)).build();
        List<PodObservation> observed = seen.pods().toOptional().orElseThrow();
        NodeSlo slo = seen.slo().toOptional().orElseThrow();
        return Victims.of(seen, observed, slo, TERMS);
    }
}
