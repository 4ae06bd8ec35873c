package io.sublet.agent.decide.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.Seen;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.unit.CpuSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CpuSuppressProps {
    private static final List<QosClass> QOS = List.of(QosClass.LSE, QosClass.LSR, QosClass.LS, QosClass.BE);
    private static final CpuSuppress POLICY = new CpuSuppress(Duration.ofSeconds(10));

    @Property(seed = "20261126")
    void settlesUnderSteadyUsageAndThenHolds(
            @ForAll @IntRange(min = 1, max = 64) int cpus,
            @ForAll @IntRange(max = 70_000) int used,
            @ForAll @IntRange(min = 20, max = 64_000) int startMilli) {
        CpuQuota quota = new CpuQuota(startMilli * 100L);
        for (int tick = 0; tick < 15; tick++) {
            Optional<CpuQuota> next = CpuSuppressTest.quotaOf(
                    POLICY.decide(Seen.onCpus(cpus).used(used).quota(quota).build()));
            quota = next.orElse(quota);
        }
        assertThat(POLICY.decide(Seen.onCpus(cpus).used(used).quota(quota).build()))
                .isInstanceOf(Verdict.Hold.class);
    }

    @Property(seed = "20261126")
    void staysBetweenTheFloorAndTheCapacity(
            @ForAll @IntRange(min = 1, max = 64) int cpus,
            @ForAll @IntRange(max = 70_000) int used,
            @ForAll @IntRange(max = 70_000) int online) {
        Verdict verdict = POLICY.decide(Seen.onCpus(cpus)
                .used(used)
                .pod(QosClass.LS, KubeQos.BURSTABLE, online)
                .build());
        CpuQuota quota = CpuSuppressTest.quotaOf(verdict).orElseThrow();
        assertThat(quota.micros()).isBetween(2000L, cpus * 100_000L);
    }

    @Property(seed = "20261126")
    void missingUsageNeverRaisesBatch(
            @ForAll @IntRange(min = 2, max = 64) int cpus,
            @ForAll @IntRange(min = 20, max = 64_000) int milli,
            @ForAll @IntRange(max = 100) int seconds) {
        CpuQuota quota = new CpuQuota(milli * 100L);
        Verdict verdict = POLICY.decide(Seen.onCpus(cpus)
                .usageMissingFor(Duration.ofSeconds(seconds))
                .quota(quota)
                .build());
        assertThat(CpuSuppressTest.quotaOf(verdict).orElse(quota).micros()).isLessThanOrEqualTo(quota.micros());
    }

    @Property(seed = "20261126")
    void moreOnlineUsageNeverGivesMore(
            @ForAll @IntRange(min = 2, max = 64) int cpus,
            @ForAll @IntRange(max = 64_000) int less,
            @ForAll @IntRange(max = 64_000) int extra) {
        assertThat(fresh(cpus, less + extra).micros())
                .isLessThanOrEqualTo(fresh(cpus, less).micros());
    }

    private static CpuQuota fresh(int cpus, int used) {
        return CpuSuppressTest.quotaOf(
                        POLICY.decide(Seen.onCpus(cpus).used(used).build()))
                .orElseThrow();
    }

    @Property(seed = "20261126")
    void theOrderOfPodsDoesNotMatter(
            @ForAll @Size(max = 6) List<@IntRange(max = 5000) Integer> usages, @ForAll boolean byCpuset) {
        assertThat(POLICY.decide(withPods(usages, byCpuset).build()))
                .isEqualTo(
                        POLICY.decide(withPods(usages, byCpuset).reversedPods().build()));
    }

    private static Seen withPods(List<Integer> usages, boolean byCpuset) {
        Seen seen = Seen.onCpus(16).used(9000);
        if (byCpuset) {
            seen.by(CpuSuppressRule.Policy.CPUSET);
        }
        int number = 0;
        for (int usage : usages) {
            QosClass qos = QOS.get(number++ % QOS.size());
            seen.pod(qos, qos == QosClass.BE ? KubeQos.BEST_EFFORT : KubeQos.BURSTABLE, usage);
        }
        return seen;
    }

    @Property(seed = "20261126")
    void choosesCpusOnceAndThenKeepsThem(
            @ForAll @IntRange(min = 2, max = 64) int cpus, @ForAll @IntRange(max = 64_000) int used) {
        CpuSet current = CpuSet.firstCpus(cpus);
        for (int tick = 0; tick < 12; tick++) {
            current = CpuSuppressTest.cpusetOf(decideCpus(cpus, used, current)).orElse(current);
            assertThat(current.size()).isGreaterThanOrEqualTo(Math.min(2, cpus));
            assertThat(CpuSet.firstCpus(cpus).containsAll(current)).isTrue();
        }
        assertThat(decideCpus(cpus, used, current)).isInstanceOf(Verdict.Hold.class);
    }

    private static Verdict decideCpus(int cpus, int used, CpuSet current) {
        return POLICY.decide(Seen.onCpus(cpus)
                .used(used)
                .by(CpuSuppressRule.Policy.CPUSET)
                .tierCpus(current)
                .build());
    }

    @Property(seed = "20261126")
    void neverTouchesAGroupOutsideTheBestEffortTier(
            @ForAll @IntRange(min = 2, max = 64) int cpus,
            @ForAll @IntRange(max = 64_000) int used,
            @ForAll boolean byCpuset) {
        Seen seen = Seen.onCpus(cpus).used(used).member("podx", CpuSet.firstCpus(cpus), new CpuQuota(100_000));
        if (byCpuset) {
            seen.by(CpuSuppressRule.Policy.CPUSET);
        }
        for (KnobAction action : CpuSuppressTest.actions(POLICY.decide(seen.build()))) {
            assertThat(action.key().cgroup().isWithin(Seen.TIER)).isTrue();
        }
    }
}
