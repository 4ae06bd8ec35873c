package io.sublet.agent.decide.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.PolicyBook.Page;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.model.pod.LabelSelector;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.AvoidanceAction;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.slo.WatermarkMetric;
import io.sublet.model.slo.WatermarkRule;
import io.sublet.model.slo.WatermarkRule.Response;
import io.sublet.model.slo.WatermarkRule.Signal;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import io.sublet.model.usage.ResourceUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleBookTest {
    private static final PodView ONLINE = Rules.pod("online", QosClass.LS, 9500);
    private static final PodView FIRST = Rules.pod("a", QosClass.BE, 5100);
    private static final PodView SECOND = Rules.pod("b", QosClass.BE, 5500);

    private final RuleBook book = new RuleBook();
    private RuleBook.Memory memory = book.start();
    private SloExtensions extensions = SloExtensions.NONE;
    private final Map<KnobKey, KnobValue> held = new HashMap<>();
    private final Map<KnobKey, CpuQuota> quotas = new HashMap<>();
    private ExternalNumbers external = ExternalNumbers.NONE;
    private Ratio normalization = Ratio.ONE;

    private void rules(List<PodQosRule> podQos, WatermarkRule... rules) {
        extensions = new SloExtensions(podQos, List.of(rules));
    }

    private static PodQosRule permits(String app, int order, AvoidanceAction... actions) {
        return new PodQosRule(
                app,
                new PodSelector(
                        new LabelSelector(Map.of("app", app), List.of()),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Set.of()),
                Optional.of(Set.of(actions)),
                order,
                PodQosRule.Cpu.NONE,
                PodQosRule.Memory.NONE);
    }

    /** Eight CPUs, of which so many thousandths are used; each batch pod uses two CPUs. */
    private List<Verdict> at(int second, long used) {
        Seen seen = Seen.onCpus(8)
                .version(CgroupVersion.V2)
                .at(Duration.ofSeconds(second))
                .used(used)
                .extensions(extensions)
                .external(external)
                .normalization(normalization)
                .evictions(new EvictionStatus(Optional.empty(), 5, Set.of(), Map.of()));
        held.forEach(seen::holding);
        for (PodView pod : List.of(ONLINE, FIRST, SECOND)) {
            seen.pod(
                    pod,
                    new ResourceUsage(Reading.of(new MilliCpu(2000)), Reading.of(new Bytes(1 << 20))),
                    GroupObservation.missing("test"));
            CgroupPath group = SeenPods.cgroup(pod);
            for (CgroupPath path : List.of(group, group.child("c"))) {
                CpuQuota quota = quotas.getOrDefault(new KnobKey(path, Knob.CPU_QUOTA), CpuQuota.UNLIMITED);
                seen.knob(path, Knob.CPU_QUOTA, new KnobValue.Quota(quota));
            }
        }
        Page<RuleBook.Memory> page = book.decide(seen.build(), memory);
        memory = page.memory();
        page.verdicts().forEach(this::apply);
        return page.verdicts();
    }

    private void apply(Verdict verdict) {
        for (Action action : actions(verdict)) {
            if (action instanceof Action.SetQuota set) {
                held.putIfAbsent(set.key(), new KnobValue.Quota(quotas.getOrDefault(set.key(), CpuQuota.UNLIMITED)));
                quotas.put(set.key(), set.quota());
            } else if (action instanceof Action.Release release) {
                quotas.remove(release.key());
                held.remove(release.key());
            }
        }
    }

    private static List<Action> actions(Verdict verdict) {
        return verdict instanceof Verdict.Act act ? act.actions() : List.of();
    }

    private static List<Action> evictions(Verdict verdict) {
        return actions(verdict).stream()
                .filter(Action.EvictPod.class::isInstance)
                .toList();
    }

    private static boolean closes(List<Verdict> verdicts) {
        return verdicts.stream()
                .flatMap(verdict -> actions(verdict).stream())
                .anyMatch(Action.CloseNode.class::isInstance);
    }

    private CpuQuota quota(PodView pod) {
        return quotas.getOrDefault(new KnobKey(SeenPods.cgroup(pod), Knob.CPU_QUOTA), CpuQuota.UNLIMITED);
    }

    private static CpuQuota cpus(double cpus) {
        return new CpuQuota((long) (cpus * 100_000));
    }

    @Test
    void throttlesTheFirstPodsByOrderUntilTheNumberIsAtItsMark() {
        rules(List.of(), Rules.rule(Rules.NODE_CPU, Rules.THROTTLE));
        at(0, 7000);
        assertThat(quota(FIRST).isUnlimited()).isTrue();
        // 600 thousandths beyond the mark of 6400: half of the first pod's two CPUs is enough.
        at(30, 7000);
        assertThat(quota(FIRST)).isEqualTo(cpus(1));
        assertThat(quota(SECOND).isUnlimited()).isTrue();
        assertThat(quota(ONLINE).isUnlimited()).isTrue();
    }

    @Test
    void anAmountOfCpuIsAMarkLikeAShareOfIt() {
        Signal amount = new Signal.OfNode(WatermarkMetric.NODE_CPU_AMOUNT);
        rules(List.of(), Rules.rule(amount, Rules.THROTTLE, new BigDecimal(6400)));
        at(0, 6400);
        at(30, 6400);
        assertThat(quota(FIRST).isUnlimited()).isTrue();
        at(60, 7000);
        at(90, 7000);
        assertThat(quota(FIRST)).isEqualTo(cpus(1));
        assertThat(quota(SECOND).isUnlimited()).isTrue();
    }

    @Test
    void takesFurtherStepsDownToTheMinimumAndGivesBackTheSameWay() {
        rules(List.of(), Rules.rule(Rules.NODE_CPU, Rules.THROTTLE));
        at(0, 8000);
        for (int second = 30; second <= 120; second += 10) {
            at(second, 8000);
        }
        // 2 CPUs halved each time, not below a tenth of the CPU that is requested.
        assertThat(quota(FIRST)).isEqualTo(cpus(0.1));
        assertThat(quota(SECOND)).isEqualTo(cpus(0.1));
        List<CpuQuota> back = new ArrayList<>();
        for (int second = 130; second <= 300; second += 10) {
            at(second, 1000);
            back.add(quota(FIRST));
        }
        assertThat(back).isSortedAccordingTo((a, b) -> a.contains(b) ? (b.contains(a) ? 0 : 1) : -1);
        assertThat(memory.states().get("rule")).isInstanceOf(RuleState.Watching.class);
    }

    @Test
    void whatWasGivenBackIsNoLongerThrottled() {
        rules(List.of(permits("online", -5, AvoidanceAction.THROTTLE)), Rules.rule(Rules.NODE_CPU, Rules.THROTTLE));
        at(0, 8000);
        at(30, 8000);
        assertThat(quota(ONLINE)).isEqualTo(cpus(1));
        for (int second = 40; second <= 120; second += 10) {
            at(second, 1000);
        }
        assertThat(quota(ONLINE).isUnlimited()).isTrue();
        assertThat(held).doesNotContainKey(new KnobKey(SeenPods.cgroup(ONLINE), Knob.CPU_QUOTA));
    }

    @Test
    void touchesOnlyPodsThatPermitIt() {
        rules(
                List.of(permits("a", 0, AvoidanceAction.EVICT), permits("b", 0)),
                Rules.rule(Rules.NODE_CPU, Rules.THROTTLE));
        at(0, 8000);
        List<Verdict> verdicts = at(30, 8000);
        assertThat(quotas).isEmpty();
        assertThat(verdicts.getFirst().reason().code()).isEqualTo(WatermarkReason.WatermarkWithoutTarget);
    }

    @Test
    void theOrderOfPodQosComesBeforePriority() {
        rules(
                List.of(permits("a", 10, AvoidanceAction.THROTTLE), permits("b", -10, AvoidanceAction.THROTTLE)),
                Rules.rule(Rules.NODE_CPU, Rules.THROTTLE));
        at(0, 7000);
        at(30, 7000);
        assertThat(quota(SECOND)).isEqualTo(cpus(1));
        assertThat(quota(FIRST).isUnlimited()).isTrue();
    }

    @Test
    void evictsOnePodAtATime() {
        rules(List.of(), Rules.rule(Rules.NODE_CPU, new Response.Evict(Optional.of(Duration.ofSeconds(5)))));
        at(0, 8000);
        assertThat(evictions(at(30, 8000).getFirst()))
                .singleElement()
                .isInstanceOfSatisfying(Action.EvictPod.class, evict -> {
                    assertThat(evict.pod().name()).isEqualTo("a");
                    assertThat(evict.grace()).contains(Duration.ofSeconds(5));
                });
        assertThat(evictions(at(35, 8000).getFirst())).isEmpty();
        assertThat(evictions(at(40, 8000).getFirst())).hasSize(1);
        assertThat(evictions(at(60, 5000).getFirst())).isEmpty();
    }

    @Test
    void closesTheNodeAsLongAsItIsInForceAndThenCoolsDown() {
        for (Response response :
                List.of(new Response.MarkUnschedulable(), Rules.THROTTLE, new Response.Evict(Optional.empty()))) {
            memory = book.start();
            rules(List.of(), Rules.rule(Rules.NODE_CPU, response));
            at(0, 8000);
            assertThat(closes(at(29, 8000))).isFalse();
            assertThat(closes(at(30, 8000))).isTrue();
            assertThat(closes(at(31, 5500))).isTrue();
            // Good from here on: it ends after 30 s, and the node opens after 100 s.
            assertThat(closes(at(40, 1000))).isTrue();
            assertThat(closes(at(80, 1000))).isTrue();
            assertThat(at(139, 1000).getFirst().reason().code()).isEqualTo(WatermarkReason.WatermarkCooling);
            assertThat(closes(at(139, 1000))).isTrue();
            assertThat(closes(at(140, 1000))).isFalse();
        }
    }

    @Test
    void actsAgainWhileItCoolsDown() {
        rules(List.of(), Rules.rule(Rules.NODE_CPU, new Response.Evict(Optional.empty())));
        at(0, 8000);
        at(30, 8000);
        at(40, 1000);
        assertThat(at(70, 1000).getFirst().reason().code()).isEqualTo(WatermarkReason.WatermarkCooling);
        assertThat(at(71, 8000).getFirst().reason().facts()).containsEntry(RuleBook.STATE, Standing.PASSED);
        assertThat(evictions(at(101, 8000).getFirst())).hasSize(1);
    }

    @Test
    void aPodThatPermitsItNoMoreHasItsQuotaBack() {
        WatermarkRule rule = Rules.rule(Rules.NODE_CPU, Rules.THROTTLE);
        rules(List.of(permits("online", -5, AvoidanceAction.THROTTLE)), rule);
        at(0, 8000);
        at(30, 8000);
        assertThat(quota(ONLINE)).isEqualTo(cpus(1));
        rules(List.of(permits("online", -5)), rule);
        at(31, 8000);
        assertThat(quota(ONLINE).isUnlimited()).isTrue();
    }

    @Test
    void aRuleThatIsChangedWhileItThrottlesLetsGoAndEnds() {
        WatermarkRule throttle = Rules.rule(Rules.NODE_CPU, Rules.THROTTLE);
        for (WatermarkRule changed :
                List.of(Rules.dry(throttle), Rules.rule(Rules.NODE_CPU, new Response.MarkUnschedulable()))) {
            memory = book.start();
            rules(List.of(permits("online", -5, AvoidanceAction.THROTTLE)), throttle);
            at(0, 8000);
            at(30, 8000);
            assertThat(quota(ONLINE)).isEqualTo(cpus(1));
            rules(List.of(permits("online", -5, AvoidanceAction.THROTTLE)), changed);
            at(31, 8000);
            assertThat(quota(ONLINE).isUnlimited()).isTrue();
            at(40, 1000);
            at(70, 1000);
            assertThat(memory.states().get("rule")).isInstanceOf(RuleState.Watching.class);
        }
    }

    @Test
    void aQuotaThatIsSmallerBecauseCpusAreFasterIsNoneThatARuleHasTaken() {
        KnobKey pod = new KnobKey(SeenPods.cgroup(ONLINE), Knob.CPU_QUOTA);
        normalization = new Ratio(125);
        held.put(pod, new KnobValue.Quota(cpus(2)));
        quotas.put(pod, cpus(1.6));
        assertThat(at(0, 1000)).isEmpty();
        quotas.put(pod, cpus(1.5));
        assertThat(at(1, 1000).stream().flatMap(verdict -> actions(verdict).stream()))
                .singleElement()
                .isInstanceOf(Action.Release.class);
    }

    @Test
    void aDryRunOnlyTells() {
        rules(List.of(), Rules.dry(Rules.rule(Rules.NODE_CPU, Rules.THROTTLE)));
        at(0, 8000);
        List<Verdict> verdicts = at(30, 8000);
        assertThat(verdicts).hasOnlyElementsOfType(Verdict.Hold.class);
        assertThat(verdicts.getFirst().reason().code()).isEqualTo(WatermarkReason.WatermarkDryRun);
        assertThat(verdicts.getFirst().policy()).isEqualTo("watermark/rule");
    }

    @Test
    void goesByANumberFromElsewhereAndHoldsWithoutOne() {
        rules(List.of(), Rules.rule(new Signal.PrometheusQuery("up"), new Response.MarkUnschedulable()));
        assertThat(at(0, 0).getFirst().reason().code()).isEqualTo(WatermarkReason.WatermarkUnknown);
        external = new ExternalNumbers(Map.of("rule", Map.of("", Reading.of(81.0))), Map.of());
        at(10, 0);
        assertThat(closes(at(40, 0))).isTrue();
    }

    @Test
    void aRuleThatIsGoneIsOver() {
        rules(List.of(), Rules.rule(Rules.NODE_CPU, new Response.MarkUnschedulable()));
        at(0, 8000);
        at(30, 8000);
        rules(List.of());
        assertThat(at(31, 8000)).isEmpty();
        assertThat(memory.states()).isEmpty();
    }
}
