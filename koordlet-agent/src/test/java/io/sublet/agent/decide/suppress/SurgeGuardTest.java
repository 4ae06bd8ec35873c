package io.sublet.agent.decide.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SurgeGuardTest {
    @Test
    void actsBetweenTicksWhenHalfOfTheBufferIsGone() {
        Observation last = Seen.onCpus(16).idleCores(4).build();
        assertThat(SurgeGuard.isOver(last, new MilliCpu(13_900))).isFalse();
        assertThat(SurgeGuard.isOver(last, new MilliCpu(14_100))).isTrue();
        Observation threshold = Seen.onCpus(16).build();
        assertThat(SurgeGuard.isOver(threshold, new MilliCpu(11_900))).isFalse();
        assertThat(SurgeGuard.isOver(threshold, new MilliCpu(12_100))).isTrue();
    }

    /** Above 90 % nothing could ever pass the watermark by ten points. */
    @Test
    void actsBetweenTicksUnderAWatermarkNearTheWholeCapacity() {
        Observation last = Seen.onCpus(2)
                .rule(new CpuSuppressRule(true, new Percent(90), Optional.empty(), CpuSuppressRule.Policy.CFS_QUOTA))
                .build();
        assertThat(SurgeGuard.isOver(last, new MilliCpu(1900))).isFalse();
        assertThat(SurgeGuard.isOver(last, new MilliCpu(1950))).isTrue();
    }

    /** A full node within a period is best effort that spends its quota. */
    @Test
    void aSurgeIsOneOfOnlineUsageBesideWhatBestEffortMayUse() {
        Observation last = Seen.onCpus(4)
                .rule(new CpuSuppressRule(true, new Percent(90), Optional.empty(), CpuSuppressRule.Policy.CFS_QUOTA))
                .quota(new CpuQuota(320_000))
                .build();
        BestEffortTier tier = last.tier().toOptional().orElseThrow();
        assertThat(SurgeGuard.isSurge(last, tier, new MilliCpu(590))).isFalse();
        assertThat(SurgeGuard.isSurge(last, tier, new MilliCpu(610))).isTrue();
    }

    @Test
    void withoutALimitOfItsOwnBestEffortMayUseTheCpusThatItHas() {
        Seen seen = Seen.onCpus(4)
                .rule(new CpuSuppressRule(true, new Percent(50), Optional.empty(), CpuSuppressRule.Policy.CFS_QUOTA));
        for (CpuQuota none : List.of(CpuQuota.UNLIMITED, new CpuQuota(4_000_000))) {
            Observation last = seen.quota(none).build();
            BestEffortTier tier = last.tier().toOptional().orElseThrow();
            assertThat(SurgeGuard.isSurge(last, tier, MilliCpu.ZERO)).isTrue();
            BestEffortTier onOne = new BestEffortTier(
                    tier.path(),
                    tier.used(),
                    tier.quota(),
                    tier.period(),
                    tier.cpus(),
                    Reading.of(CpuSet.of(0)),
                    tier.allowed(),
                    tier.idle(),
                    tier.members());
            assertThat(SurgeGuard.isSurge(last, onOne, new MilliCpu(1300))).isFalse();
            assertThat(SurgeGuard.isSurge(last, onOne, new MilliCpu(1500))).isTrue();
        }
    }

    @Test
    void surgeOnlyTakes() {
        Observation last =
                Seen.onCpus(4).used(2000).quota(new CpuQuota(100_000)).build();
        var tier = last.tier().toOptional().orElseThrow();
        assertThat(SurgeGuard.decide(last, tier, new MilliCpu(2600), new MilliCpu(1600)))
                .isInstanceOf(Verdict.Hold.class);
        assertThat(CpuSuppressTest.quotaOf(SurgeGuard.decide(last, tier, new MilliCpu(3900), new MilliCpu(2900))))
                .contains(new CpuQuota(2000));
        assertThat(SurgeGuard.decide(last, tier, new MilliCpu(3900), new MilliCpu(100)))
                .isInstanceOf(Verdict.Hold.class);
    }
}
