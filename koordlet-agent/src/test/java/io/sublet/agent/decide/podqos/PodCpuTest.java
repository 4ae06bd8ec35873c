package io.sublet.agent.decide.podqos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.burst.CpuBurst;
import io.sublet.agent.decide.limits.BatchLimits;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.LabelSelector;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.PodQosRule.Cpu;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.Percent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodCpuTest {
    private static final PodCpu POLICY = new PodCpu();
    private static final PodView WEB = PodDraft.pod("web", KubeQos.BURSTABLE, QosClass.LS)
            .container("c", Map.of("cpu", "1"), Map.of("cpu", "1"))
            .view();
    private static final PodView BATCH = PodDraft.batch("batch")
            .container("c", Map.of("kubernetes.io/batch-cpu", "500"), Map.of("kubernetes.io/batch-cpu", "500"))
            .view();

    @ParameterizedTest(name = "weight {0}: {1} shares")
    @CsvSource({"1, 10", "20, 204", "100, 1024", "200, 2048", "10000, 102400"})
    void givesThePodsGroupItsWeight(int weight, long shares) {
        assertThat(actions(node(weigh(weight)), WEB))
                .singleElement()
                .satisfies(action -> assertThat(action.value()).contains(new KnobValue.Whole(shares)));
        assertThat(actions(node(weigh(weight)).version(CgroupVersion.V2), WEB))
                .singleElement()
                .satisfies(action -> assertThat(action.value()).contains(new KnobValue.Whole(weight)));
    }

    @Test
    void leavesPodsThatNoRuleNames() {
        PodQosRule rule = new PodQosRule(
                "batch-only",
                new PodSelector(
                        LabelSelector.EVERYTHING,
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Set.of(QosClass.BE)),
                Optional.empty(),
                0,
                weigh(20),
                PodQosRule.Memory.NONE);
        Seen seen = node(Cpu.NONE).extensions(new SloExtensions(List.of(rule), List.of()));
        assertThat(actions(seen, WEB)).isEmpty();
        assertThat(actions(seen, BATCH)).hasSize(1);
    }

    @Test
    void putsAPodIntoTheIdleClassAndTakesItOutAgain() {
        Cpu idle = new Cpu(OptionalInt.empty(), Optional.of(true), Optional.empty());
        assertThat(actions(node(idle), WEB)).singleElement().isInstanceOf(Action.SetIdle.class);
        KnobKey flag = new KnobKey(SeenPods.cgroup(WEB), Knob.CPU_IDLE);
        KnobKey shares = new KnobKey(SeenPods.cgroup(WEB), Knob.CPU_SHARES);
        Seen was = node(Cpu.NONE)
                .knob(flag.cgroup(), Knob.CPU_IDLE, new KnobValue.Whole(1))
                .holding(flag, new KnobValue.Whole(0))
                .holding(shares, new KnobValue.Whole(1024));
        assertThat(actions(was, WEB).stream().map(KnobAction::key)).containsExactly(flag, shares);
    }

    @Test
    void givesTheWeightOfAnOnlinePodBackWhenTheRuleIsGone() {
        KnobKey shares = new KnobKey(SeenPods.cgroup(WEB), Knob.CPU_SHARES);
        assertThat(actions(node(Cpu.NONE).holding(shares, new KnobValue.Whole(512)), WEB))
                .singleElement()
                .isInstanceOf(Action.Release.class);
    }

    @Test
    void goesBeforeWhatABatchPodAsksFor() {
        Seen seen = node(weigh(20)).pod(BATCH);
        Verdict limits = new BatchLimits()
                .decide(seen.build(), new BatchLimits().start())
                .verdict();
        assertThat(((Verdict.Act) limits)
                        .actions().stream()
                                .map(action -> ((KnobAction) action).key())
                                .filter(key -> key.knob() == Knob.CPU_SHARES))
                .containsExactly(new KnobKey(SeenPods.cgroup(BATCH).child("c"), Knob.CPU_SHARES));
    }

    @Test
    void letsAGovernedPodCarryQuotaOver() {
        Cpu half = new Cpu(OptionalInt.empty(), Optional.empty(), Optional.of(new Percent(50)));
        CpuBurst burst = new CpuBurst();
        Verdict verdict =
                burst.decide(node(half).pod(WEB).build(), burst.start()).verdict();
        assertThat(((Verdict.Act) verdict).actions().stream().map(action -> ((KnobAction) action).value()))
                .containsOnly(Optional.of(new KnobValue.Whole(50_000)));
        Cpu none = new Cpu(OptionalInt.empty(), Optional.empty(), Optional.of(new Percent(0)));
        assertThat(burst.decide(node(none).pod(WEB).build(), burst.start()).verdict())
                .isInstanceOf(Verdict.Hold.class);
    }

    private static Cpu weigh(int weight) {
        return new Cpu(OptionalInt.of(weight), Optional.empty(), Optional.empty());
    }

    /** A rule for every pod; groups of both pods as the kubelet makes them. */
    private static Seen node(Cpu cpu) {
        PodQosRule rule =
                new PodQosRule("all", PodSelector.EVERY_POD, Optional.empty(), 0, cpu, PodQosRule.Memory.NONE);
        Seen seen = Seen.onCpus(4).extensions(new SloExtensions(List.of(rule), List.of()));
        for (CgroupPath pod : List.of(SeenPods.cgroup(WEB), SeenPods.cgroup(BATCH))) {
            for (CgroupPath group : List.of(pod, pod.child("c"))) {
                seen.knob(group, Knob.CPU_SHARES, new KnobValue.Whole(5))
                        .knob(group, Knob.CPU_IDLE, new KnobValue.Whole(0))
                        .knob(group, Knob.CPU_BURST, new KnobValue.Whole(0))
                        .knob(group, Knob.CPU_QUOTA, new KnobValue.Quota(new CpuQuota(100_000)));
            }
        }
        return seen;
    }

    private static List<KnobAction> actions(Seen seen, PodView pod) {
        Verdict verdict = POLICY.decide(seen.pod(pod).build(), POLICY.start()).verdict();
        return verdict instanceof Verdict.Act act
                ? act.actions().stream().map(KnobAction.class::cast).toList()
                : List.of();
    }
}
