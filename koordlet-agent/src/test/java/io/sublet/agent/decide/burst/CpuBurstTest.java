package io.sublet.agent.decide.burst;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.RememberingPolicy.Step;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.group.Throttling;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuBurstRule;
import io.sublet.model.slo.CpuBurstRule.Policy;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Percent;
import io.sublet.model.unit.Ratio;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.Annotations;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CpuBurstTest {
    private static final CpuBurst POLICY = new CpuBurst();
    private static final Map<String, String> ONE_CPU = Map.of("cpu", "1");
    private static final PodView WEB = online("web").view();

    @Test
    void raisesTheQuotaOfAThrottledContainerAndOfItsPod() {
        assertThat(wanted(node(WEB, 5, 100_000).burst(rule(Policy.CFS_QUOTA_BURST_ONLY))))
                .isEqualTo(Map.of("web CPU_QUOTA", "120000us", "web/c CPU_QUOTA", "120000us"));
        assertThat(wanted(node(WEB, 0, 100_000).burst(rule(Policy.CFS_QUOTA_BURST_ONLY))))
                .isEmpty();
    }

    @Test
    void lowersRaisedQuotasWhenThePoolIsBusyAndKeepsThemWhileItCools() {
        assertThat(wanted(raised(240_000, 5).used(2000))).containsEntry("web/c CPU_QUOTA", "192000us");
        assertThat(wanted(raised(240_000, 5).used(1850))).isEmpty();
        assertThat(wanted(raised(240_000, 5).usageMissingFor(Duration.ofSeconds(3))))
                .isEmpty();
        assertThat(wanted(raised(240_000, 5).used(1000))).containsEntry("web/c CPU_QUOTA", "288000us");
        assertThat(wanted(raised(300_000, 5).used(1000))).isEmpty();
    }

    @Test
    void doesNotCountBestEffortAndPodsOnTheirOwnCpusAsUsersOfThePool() {
        PodView batch = PodDraft.batch("batch").view();
        PodView own = PodDraft.pod("own", KubeQos.GUARANTEED, QosClass.LSR)
                .container("c", Map.of("cpu", "2"), Map.of("cpu", "2"))
                .bound(CpuSet.of(0, 1))
                .view();
        Seen busy = raised(240_000, 5)
                .used(3500)
                .pod(batch, ResourceUsage.of(1000, 0), GroupObservation.missing("test"))
                .pod(own, ResourceUsage.of(2000, 0), GroupObservation.missing("test"));
        // 500m of the 2000m that the LSR pod leaves
        assertThat(wanted(busy)).containsEntry("web/c CPU_QUOTA", "288000us");
    }

    @Test
    void letsTheKernelCarryOverNoMoreThanTheQuota() {
        assertThat(wanted(node(WEB, 0, 100_000).burst(rule(Policy.CPU_BURST_ONLY))))
                .isEqualTo(Map.of("web CPU_BURST", "100000", "web/c CPU_BURST", "100000"));
        CpuBurstRule half = new CpuBurstRule(
                Policy.CPU_BURST_ONLY, new Percent(50), new Percent(300), Optional.empty(), new Percent(50));
        assertThat(wanted(node(WEB, 0, 100_000).burst(half))).containsEntry("web/c CPU_BURST", "50000");
        assertThat(wanted(
                        node(WEB, 0, 100_000).burst(rule(Policy.CPU_BURST_ONLY)).lacking(Knob.CPU_BURST)))
                .isEmpty();
    }

    @Test
    void touchesNothingWithoutAPolicyWhateverTheQuotaIs() {
        assertThat(wanted(node(WEB, 5, 100_000))).isEmpty();
        assertThat(wanted(node(WEB, 5, 30_000))).isEmpty();
        assertThat(wanted(node(WEB, 5, -1))).isEmpty();
        assertThat(wanted(node(WEB, 5, -1).burst(rule(Policy.AUTO)))).isEmpty();
    }

    @Test
    void keepsAQuotaThatSomebodyHasLoweredBelowTheLimitAsTheContainersOwn() {
        assertThat(wanted(node(WEB, 5, 30_000).burst(rule(Policy.CFS_QUOTA_BURST_ONLY))))
                .containsEntry("web/c CPU_QUOTA", "36000us");
    }

    @Test
    void givesQuotaAndBurstBackWhenThePolicyAsksForNothing() {
        KnobKey burst = new KnobKey(SeenPods.cgroup(WEB).child("c"), Knob.CPU_BURST);
        Seen seen = raised(240_000, 5).burst(CpuBurstRule.DEFAULT).holding(burst, new KnobValue.Whole(0));
        assertThat(actions(decide(seen.build()).verdict()))
                .hasSize(3)
                .allSatisfy(action -> assertThat(action).isInstanceOf(Action.Release.class));
    }

    @Test
    void givesLessTimeOnFasterCpusAndRaisesFromThere() {
        assertThat(wanted(node(WEB, 0, 100_000).normalization(new Ratio(125))))
                .isEqualTo(Map.of("web CPU_QUOTA", "80000us", "web/c CPU_QUOTA", "80000us"));
        Seen normalized = node(WEB, 5, 80_000)
                .normalization(new Ratio(125))
                .burst(rule(Policy.AUTO))
                .holding(quota("web"), new KnobValue.Quota(new CpuQuota(100_000)))
                .holding(quota("web/c"), new KnobValue.Quota(new CpuQuota(100_000)));
        assertThat(wanted(normalized))
                .containsEntry("web/c CPU_QUOTA", "96000us")
                .containsEntry("web/c CPU_BURST", "96000");
    }

    @Test
    void followsTheAnnotationOfThePod() {
        PodView own = online("web")
                .annotation(Annotations.CPU_BURST, "{\"policy\": \"cfsQuotaBurstOnly\"}")
                .view();
        assertThat(wanted(node(own, 5, 100_000))).containsEntry("web/c CPU_QUOTA", "120000us");
        PodView not = online("web")
                .annotation(Annotations.CPU_BURST, "{\"policy\": \"none\"}")
                .view();
        assertThat(wanted(node(not, 5, 100_000).burst(rule(Policy.AUTO)))).isEmpty();
        PodView bad = online("web")
                .annotation(Annotations.CPU_BURST, "{\"policy\": 3}")
                .view();
        Verdict verdict =
                decide(node(bad, 5, 100_000).burst(rule(Policy.AUTO)).build()).verdict();
        assertThat(verdict.reason().code()).isEqualTo(BurstReason.SpecInvalid);
        assertThat(verdict.reason().text()).contains("default/web");
    }

    @Test
    void leavesPodsOfOtherClassesAlone() {
        for (QosClass qos : List.of(QosClass.LSE, QosClass.LSR, QosClass.BE)) {
            PodView pod = PodDraft.pod("web", KubeQos.BURSTABLE, qos)
                    .label("koordinator.sh/qosClass", qos.name())
                    .container("c", ONE_CPU, ONE_CPU)
                    .view();
            assertThat(wanted(node(pod, 5, 100_000).burst(rule(Policy.AUTO)))).isEmpty();
        }
    }

    @Test
    void takesAStepAtMostOnceASecond() {
        Step<BurstMemory> first = decide(at(10_000));
        assertThat(first.verdict()).isInstanceOf(Verdict.Act.class);
        Step<BurstMemory> early = POLICY.decide(at(10_250), first.memory());
        assertThat(early.verdict()).isInstanceOf(Verdict.Hold.class);
        assertThat(POLICY.decide(at(11_000), early.memory()).verdict()).isInstanceOf(Verdict.Act.class);
    }

    @Test
    void lowersTheQuotaOnceTheTokensAreSpent() {
        CpuBurstRule limited = new CpuBurstRule(
                Policy.CFS_QUOTA_BURST_ONLY,
                new Percent(1000),
                new Percent(300),
                Optional.of(Duration.ofSeconds(10)),
                new Percent(50));
        BurstMemory memory = POLICY.start();
        long quota = 100_000;
        boolean hasRisen = false;
        for (int second = 1; second <= 60; second++) {
            Seen seen = node(WEB, 5, quota, 1500)
                    .burst(limited)
                    .at(Duration.ofSeconds(second))
                    .holding(quota("web"), new KnobValue.Quota(new CpuQuota(100_000)))
                    .holding(quota("web/c"), new KnobValue.Quota(new CpuQuota(100_000)));
            Step<BurstMemory> step = POLICY.decide(seen.build(), memory);
            memory = step.memory();
            quota = quotaOf(step.verdict()).orElse(quota);
            hasRisen |= quota > 100_000;
        }
        assertThat(hasRisen).isTrue();
        assertThat(quota).isEqualTo(100_000);
    }

    private static Optional<Long> quotaOf(Verdict verdict) {
        return actions(verdict).stream()
                .filter(action -> action.key().equals(quota("web/c")))
                .map(action -> action.value()
                        .map(value -> ((KnobValue.Quota) value).quota().micros())
                        .orElse(100_000L))
                .findFirst();
    }

    private static Observation at(long millis) {
        return node(WEB, 5, 100_000)
                .burst(rule(Policy.CFS_QUOTA_BURST_ONLY))
                .at(Duration.ofMillis(millis))
                .build();
    }

    private static PodDraft online(String name) {
        return PodDraft.pod(name, KubeQos.BURSTABLE, QosClass.LS).container("c", ONE_CPU, ONE_CPU);
    }

    private static KnobKey quota(String group) {
        return new KnobKey(new CgroupPath("kubepods/burstable/pod" + group), Knob.CPU_QUOTA);
    }

    private static CpuBurstRule rule(Policy policy) {
        return new CpuBurstRule(policy, new Percent(1000), new Percent(300), Optional.empty(), new Percent(50));
    }

    /** A node of 4 CPUs with a pod of a limit of one, whose quota was raised. */
    private static Seen raised(long quota, long throttled) {
        return node(WEB, throttled, quota)
                .burst(rule(Policy.CFS_QUOTA_BURST_ONLY))
                .holding(quota("web"), new KnobValue.Quota(new CpuQuota(100_000)))
                .holding(quota("web/c"), new KnobValue.Quota(new CpuQuota(100_000)));
    }

    private static Seen node(PodView pod, long throttled, long quota) {
        return node(pod, throttled, quota, 0);
    }

    private static Seen node(PodView pod, long throttled, long quota, long used) {
        GroupObservation nothing = GroupObservation.missing("test");
        Seen seen = Seen.onCpus(4)
                .used(used)
                .pod(
                        pod,
                        ResourceUsage.of(used, 0),
                        new GroupObservation(
                                nothing.cpu(),
                                nothing.memory(),
                                nothing.cold(),
                                Reading.of(new Throttling(10, throttled)),
                                nothing.pressure()));
        for (CgroupPath group :
                List.of(SeenPods.cgroup(pod), SeenPods.cgroup(pod).child("c"))) {
            seen.knob(group, Knob.CPU_QUOTA, new KnobValue.Quota(new CpuQuota(quota)))
                    .knob(group, Knob.CPU_PERIOD, new KnobValue.Whole(100_000))
                    .knob(group, Knob.CPU_BURST, new KnobValue.Whole(0));
        }
        return seen;
    }

    private static Step<BurstMemory> decide(Observation seen) {
        return POLICY.decide(seen, POLICY.start());
    }

    private static List<KnobAction> actions(Verdict verdict) {
        return verdict instanceof Verdict.Act act
                ? act.actions().stream().map(KnobAction.class::cast).toList()
                : List.of();
    }

    private static Map<String, String> wanted(Seen seen) {
        Map<String, String> wanted = new HashMap<>();
        for (KnobAction action : actions(decide(seen.build()).verdict())) {
            String group =
                    action.key().cgroup().path().replaceFirst("^kubepods/((besteffort|burstable|guaranteed)/)?pod", "");
            wanted.put(
                    group + " " + action.key().knob(),
                    action.value().map(Object::toString).orElse("released"));
        }
        return wanted;
    }
}
