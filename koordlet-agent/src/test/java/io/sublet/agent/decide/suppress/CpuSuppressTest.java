package io.sublet.agent.decide.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SurgePhase;
import io.sublet.agent.observe.Topologies;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuSuppressTest {
    private static final CpuSuppress POLICY = new CpuSuppress(Duration.ofSeconds(10));
    private static final KnobKey QUOTA = new KnobKey(Seen.TIER, Knob.CPU_QUOTA);

    @ParameterizedTest(name = "{0} CPUs, used {1}m, online {2}m, batch {3}m, reserved {4}m: quota {5} us")
    @CsvSource({
        // target = capacity × 65 % − online − max(used − pods, reserved)
        "100, 35000, 20000, 10000, 0, 4000000",
        "100, 35000, 20000, 10000, 8000, 3700000",
        "4, 1500, 1000, 400, 0, 150000",
        "4, 3900, 3000, 800, 0, 2000",
        "2, 0, 0, 0, 0, 130000"
    })
    void givesBestEffortWhatOnlineLeavesBelowTheThreshold(
            int cpus, long used, long online, long batch, long reserved, long quota) {
        Observation seen = Seen.onCpus(cpus)
                .used(used)
                .pod(QosClass.LS, KubeQos.BURSTABLE, online)
                .pod(QosClass.BE, KubeQos.BEST_EFFORT, batch)
                .reserved(reserved, CpuSet.EMPTY)
                .build();
        assertThat(quotaOf(POLICY.decide(seen))).contains(new CpuQuota(quota));
    }

    @ParameterizedTest(name = "of 10 CPUs with 5 at a usage of {0}m: {1}")
    @CsvSource({
        "1501, 5", "1500, 5", "1300, 5", "1250, 5", "1249, 6", "900, 6", "1700, 5", "2501, 4", "2499, 5", "6500, 2"
    })
    void givesAnotherCpuOnlyWhenThereIsMoreThanThatOneNeeds(long used, int cpus) {
        Observation seen = Seen.onCpus(10)
                .used(used)
                .by(CpuSuppressRule.Policy.CPUSET)
                .tierCpus(CpuSet.firstCpus(5))
                .build();
        assertThat(cpusetOf(POLICY.decide(seen)).orElse(CpuSet.firstCpus(5)).size())
                .isEqualTo(cpus);
    }

    @Test
    void keepsBoundBestEffortPodsOnTheirCpusAndTheTierAroundThem() {
        PodView own = PodDraft.batch("own")
                .container("c", Map.of(), Map.of())
                .bound(CpuSet.of(6))
                .view();
        Observation seen = Seen.onCpus(8)
                .used(5000)
                .by(CpuSuppressRule.Policy.CPUSET)
                .pod(own)
                .member("podown", CpuSet.firstCpus(8), CpuQuota.UNLIMITED)
                .member("podown/c", CpuSet.of(6), CpuQuota.UNLIMITED)
                .member("podother", CpuSet.firstCpus(8), CpuQuota.UNLIMITED)
                .build();
        Map<String, KnobValue> wanted = new HashMap<>();
        actions(POLICY.decide(seen))
                .forEach(action ->
                        wanted.put(action.key().cgroup().path(), action.value().orElseThrow()));
        KnobValue tier = wanted.getOrDefault("kubepods/besteffort", new KnobValue.Whole(0));
        assertThat(tier)
                .isInstanceOfSatisfying(
                        KnobValue.Cpus.class,
                        cpus -> assertThat(cpus.cpus().size()).isEqualTo(2))
                .isInstanceOfSatisfying(
                        KnobValue.Cpus.class,
                        cpus -> assertThat(cpus.cpus().contains(6)).isTrue());
        assertThat(wanted)
                .containsEntry("kubepods/besteffort/podown", tier)
                .containsEntry("kubepods/besteffort/podother", tier)
                .doesNotContainKey("kubepods/besteffort/podown/c");
    }

    @ParameterizedTest(name = "{0} CPUs, {1} kept idle, online {2}m: quota {3} us")
    @CsvSource({
        "16, 2, 0, 1400000",
        "16, 2, 9000, 500000",
        "16, 2, 13990, 2000",
        "16, 4, 9000, 300000",
        "2, 4, 0, 2000",
        "64, 2, 9000, 5300000"
    })
    void keepsCpusIdleForOnlineServicesInPlaceOfAThreshold(int cpus, int idle, long online, long quota) {
        Observation seen = Seen.onCpus(cpus)
                .idleCores(idle)
                .used(online)
                .pod(QosClass.LS, KubeQos.BURSTABLE, online)
                .build();
        assertThat(quotaOf(POLICY.decide(seen))).contains(new CpuQuota(quota));
    }

    @Test
    void keepsTheMinimumThatThePolicyPromises() {
        Observation seen = Seen.onCpus(4)
                .used(4000)
                .rule(new CpuSuppressRule(
                        true, new Percent(65), Optional.of(new Percent(10)), CpuSuppressRule.Policy.CFS_QUOTA))
                .build();
        assertThat(quotaOf(POLICY.decide(seen))).contains(new CpuQuota(40_000));
    }

    @Test
    void countsAPodOfTheBestEffortTierAsBatchWhateverItsLabelSays() {
        Observation seen = Seen.onCpus(4)
                .used(1000)
                .pod(QosClass.LS, KubeQos.BEST_EFFORT, 1000)
                .build();
        assertThat(quotaOf(POLICY.decide(seen))).contains(new CpuQuota(260_000));
    }

    @Test
    void countsHostApplicationsAsOnlineUnlessTheyAreWhereBestEffortIs() {
        // 4 × 65 % − 700 (online pod) − 500 (online application) − max(2000 − 1500 − 300, 0)
        Observation seen = Seen.onCpus(4)
                .used(2000)
                .pod(QosClass.LS, KubeQos.BURSTABLE, 700)
                .hostApplication(QosClass.LS, HostApplication.Base.CGROUP_ROOT, 300)
                .hostApplication(QosClass.BE, HostApplication.Base.CGROUP_ROOT, 200)
                .hostApplication(QosClass.BE, HostApplication.Base.KUBEPODS_BEST_EFFORT, 600)
                .build();
        assertThat(quotaOf(POLICY.decide(seen))).contains(new CpuQuota(120_000));
    }

    @Test
    void countsAPodWhoseUsageIsMissingAsOnline() {
        Observation seen = Seen.onCpus(4)
                .used(1000)
                .pod(QosClass.BE, KubeQos.BEST_EFFORT, Reading.missing("first"), CpuSet.EMPTY)
                .build();
        assertThat(quotaOf(POLICY.decide(seen))).contains(new CpuQuota(160_000));
    }

    @ParameterizedTest
    @CsvSource({
        // current, used, next: up by a tenth of four CPUs a second, down at once, nothing within one percent
        "50000, 0, 90000",
        "250000, 0, 260000",
        "258000, 0, hold",
        "260000, 1000, 160000",
        "2000, 4000, hold",
        "4000, 4000, 2000"
    })
    void goesDownAtOnceAndUpByATenthPerSecond(long current, long used, String next) {
        Observation seen =
                Seen.onCpus(4).used(used).quota(new CpuQuota(current)).build();
        Optional<CpuQuota> quota = quotaOf(POLICY.decide(seen));
        assertThat(quota.map(value -> Long.toString(value.micros())).orElse("hold"))
                .isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        // what it had before, used, next: no more than that in one step, and no more than the node has left
        "1500, 0, 150000",
        "900, 0, 90000",
        "700, 0, 90000",
        "1500, 1600, 100000",
        "1500, 4000, 2000"
    })
    void comesBackInOneStepAfterAShortSurge(long before, long used, long next) {
        Observation seen = Seen.onCpus(4)
                .used(used)
                .quota(new CpuQuota(50_000))
                .surge(new SurgePhase.Over(new MilliCpu(before)))
                .build();
        assertThat(quotaOf(POLICY.decide(seen))).contains(new CpuQuota(next));
    }

    @Test
    void getsNoMoreWhileASurgeLasts() {
        Seen seen = Seen.onCpus(40).surge(new SurgePhase.Lasting()).used(0);
        assertThat(POLICY.decide(seen.quota(new CpuQuota(50_000)).build())).isInstanceOf(Verdict.Hold.class);
        assertThat(quotaOf(POLICY.decide(seen.quota(CpuQuota.UNLIMITED).build())))
                .contains(new CpuQuota(2_600_000));
        Seen byCpus = seen.by(CpuSuppressRule.Policy.CPUSET);
        assertThat(cpusetOf(POLICY.decide(byCpus.tierCpus(CpuSet.firstCpus(3)).build())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // used, had before, CPUs
        "0, 0, 6",
        "0, 20000, 20",
        "16000, 20000, 10"
    })
    void getsItsCpusBackInOneStepAfterAShortSurge(long used, long before, int count) {
        Observation seen = Seen.onCpus(40)
                .used(used)
                .by(CpuSuppressRule.Policy.CPUSET)
                .tierCpus(CpuSet.firstCpus(2))
                .surge(new SurgePhase.Over(new MilliCpu(before)))
                .build();
        assertThat(cpusetOf(POLICY.decide(seen)).orElseThrow().size()).isEqualTo(count);
    }

    @Test
    void holdsWhileUsageIsMissingAndGoesToTheMinimumWhenItStaysSo() {
        Seen seen = Seen.onCpus(4).quota(new CpuQuota(200_000));
        assertThat(POLICY.decide(seen.usageMissingFor(Duration.ofSeconds(9)).build())
                        .reason()
                        .code())
                .isEqualTo(SuppressReason.UsageMissing);
        Verdict blind =
                POLICY.decide(seen.usageMissingFor(Duration.ofSeconds(10)).build());
        assertThat(blind.reason().code()).isEqualTo(SuppressReason.Blind);
        assertThat(quotaOf(blind)).contains(new CpuQuota(2000));
    }

    @Test
    void holdsWhilePodsAreUnknown() {
        Verdict verdict = POLICY.decide(Seen.onCpus(4).used(0).podsUnknown().build());
        assertThat(verdict).isInstanceOf(Verdict.Hold.class);
        assertThat(verdict.reason().code()).isEqualTo(SuppressReason.PodsUnknown);
    }

    @Test
    void givesEverythingBackWhenSwitchedOff() {
        Observation seen = Seen.onCpus(4)
                .off()
                .quota(new CpuQuota(50_000))
                .holding(QUOTA, new KnobValue.Quota(CpuQuota.UNLIMITED))
                .build();
        assertThat(actions(POLICY.decide(seen))).singleElement().isInstanceOf(Action.Release.class);
        assertThat(POLICY.decide(Seen.onCpus(4).off().build())).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void givesTheOtherKnobBackWhenThePolicyChanges() {
        Observation seen = Seen.onCpus(8)
                .used(7000)
                .by(CpuSuppressRule.Policy.CPUSET)
                .quota(new CpuQuota(50_000))
                .holding(QUOTA, new KnobValue.Quota(CpuQuota.UNLIMITED))
                .build();
        assertThat(actions(POLICY.decide(seen)))
                .anyMatch(action ->
                        action instanceof Action.Release && action.key().equals(QUOTA))
                .anyMatch(action -> action instanceof Action.SetCpuset);
    }

    @Test
    void usesTheQuotaWhereTheKubeletOwnsTheCpusets() {
        Observation seen = Seen.onCpus(4)
                .used(1000)
                .by(CpuSuppressRule.Policy.CPUSET)
                .staticCpuManager()
                .build();
        assertThat(actions(POLICY.decide(seen))).singleElement().isInstanceOf(Action.SetQuota.class);
    }

    @Test
    void liftsTheLimitOfAMemberThatANarrowerTierWouldCollideWith() {
        Observation seen = Seen.onCpus(4)
                .used(2200)
                .member("podx", CpuSet.firstCpus(4), new CpuQuota(100_000))
                .build();
        assertThat(actions(POLICY.decide(seen)))
                .contains(new Action.SetQuota(
                        Seen.TIER.child("podx"),
                        CpuQuota.UNLIMITED,
                        actions(POLICY.decide(seen)).get(0).reason()));
    }

    @ParameterizedTest(name = "used {0}m with CPUs {1}: {2} CPUs")
    @CsvSource({
        "0, 0-15, 11",
        "8000, 0-15, 3",
        "16000, 0-15, 2",
        // growth by at most ceil(16 / 10) CPUs a tick
        "0, 0-3, 6"
    })
    void choosesAsManyCpusAsTheTargetFills(long used, String current, int count) {
        Observation seen = Seen.onCpus(16)
                .used(used)
                .by(CpuSuppressRule.Policy.CPUSET)
                .tierCpus(CpuSet.parse(current).orElseThrow())
                .build();
        assertThat(cpusetOf(POLICY.decide(seen)).orElseThrow().size()).isEqualTo(count);
    }

    @Test
    void neverTouchesTheCpusOfAnLsePodNorReservedOnes() {
        Observation seen = Seen.onCpus(16)
                .used(0)
                .by(CpuSuppressRule.Policy.CPUSET)
                .pod(QosClass.LSE, KubeQos.GUARANTEED, Reading.of(MilliCpu.ZERO), CpuSet.of(2, 10))
                .reserved(1000, CpuSet.of(0))
                .build();
        CpuSet cpus = cpusetOf(POLICY.decide(seen)).orElseThrow();
        assertThat(cpus.intersect(CpuSet.of(0, 2, 10))).isEqualTo(CpuSet.EMPTY);
    }

    @Test
    void holdsWhenNoCpuIsLeftToChoose() {
        Observation seen = Seen.onCpus(2)
                .used(0)
                .by(CpuSuppressRule.Policy.CPUSET)
                .pod(QosClass.LSE, KubeQos.GUARANTEED, Reading.of(MilliCpu.ZERO), CpuSet.of(0, 1))
                .build();
        assertThat(POLICY.decide(seen).reason().code()).isEqualTo(SuppressReason.NoEligibleCpus);
    }

    @Test
    void keepsWholeCoresTogetherWhenItTakesCpus() {
        CpuSet cpus = CpuChoice.choose(
                Topologies.twoThreadsPerCore(8), CpuSet.firstCpus(8), CpuSet.EMPTY, CpuSet.firstCpus(8), 4);
        assertThat(cpus).isEqualTo(CpuSet.of(0, 2, 4, 6));
    }

    @Test
    void takesFromThePoolOfReservedCpusNoMoreThanItsShare() {
        CpuSet cpus = CpuChoice.choose(
                Topologies.twoThreadsPerCore(8), CpuSet.firstCpus(8), CpuSet.of(0, 4), CpuSet.EMPTY, 4);
        assertThat(cpus.intersect(CpuSet.of(0, 4)).size()).isEqualTo(1);
        assertThat(cpus.size()).isEqualTo(4);
    }

    /** As after a start of the agent, when the tier has been read twice and its pods once. */
    @Test
    void whatTheTierUsesIsNotTakenForOnlineUsageWhileItsPodsAreNotMeasuredYet() {
        Seen seen = Seen.onCpus(4)
                .used(2900)
                .pod(QosClass.LS, KubeQos.BURSTABLE, 400)
                .pod(QosClass.BE, KubeQos.BEST_EFFORT, Reading.missing("first"), CpuSet.EMPTY)
                .quota(CpuQuota.UNLIMITED);
        assertThat(quotaOf(POLICY.decide(seen.tierUsed(2000).build()))).contains(new CpuQuota(170_000));
        assertThat(quotaOf(POLICY.decide(seen.tierUsed(0).build()))).contains(new CpuQuota(2000));
    }

    static Optional<CpuQuota> quotaOf(Verdict verdict) {
        return actions(verdict).stream()
                .filter(action -> action.key().equals(QUOTA))
                .flatMap(action -> action instanceof Action.SetQuota set
                        ? Optional.of(set.quota()).stream()
                        : Optional.<CpuQuota>empty().stream())
                .findFirst();
    }

    static Optional<CpuSet> cpusetOf(Verdict verdict) {
        return actions(verdict).stream()
                .flatMap(action -> action instanceof Action.SetCpuset set
                        ? Optional.of(set.cpus()).stream()
                        : Optional.<CpuSet>empty().stream())
                .findFirst();
    }

    static List<KnobAction> actions(Verdict verdict) {
        return verdict instanceof Verdict.Act act
                ? act.actions().stream().map(KnobAction.class::cast).toList()
                : List.of();
    }
}
