package io.sublet.agent.decide.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.FastWatch;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SurgeGuardTest {
    private static final CpuSuppressRule NINE_TENTHS =
            new CpuSuppressRule(true, new Percent(90), Optional.empty(), CpuSuppressRule.Policy.CFS_QUOTA);

    /** What a look of 20 ms sees, with the node's quota as the last tick has seen it: CPU time beyond in microseconds. */
    private static long beyond(Observation last, long online) {
        FastWatch.Usage usage = new FastWatch.Usage(
                MilliCpu.ZERO, Duration.ZERO, Duration.ofNanos(online * 20_000), Duration.ofMillis(20));
        return SurgeGuard.beyond(last, usage, last.tier().toOptional().orElseThrow())
                        .orElseThrow()
                        .toNanos()
                / 1000;
    }

    @Test
    void countsFromWhereHalfOfTheBufferIsGone() {
        Observation last =
                Seen.onCpus(16).idleCores(4).quota(new CpuQuota(1_000_000)).build();
        assertThat(beyond(last, 3900)).isEqualTo(-2000);
        assertThat(beyond(last, 5000)).isEqualTo(20_000);
        Observation threshold = Seen.onCpus(16).quota(new CpuQuota(1_000_000)).build();
        assertThat(beyond(threshold, 1900)).isEqualTo(-2000);
        assertThat(beyond(threshold, 2100)).isEqualTo(2000);
    }

    /** Above 90 % nothing could ever pass the watermark by ten points. */
    @Test
    void countsFromHalfWayToTheWholeCapacityUnderAWatermarkNearIt() {
        Observation last =
                Seen.onCpus(2).rule(NINE_TENTHS).quota(new CpuQuota(100_000)).build();
        assertThat(beyond(last, 890)).isEqualTo(-200);
        assertThat(beyond(last, 1000)).isEqualTo(2000);
    }

    @Test
    void whatIsLeftWithinTheErrorOfTheCountersIsNothing() {
        Observation last = Seen.onCpus(2).rule(NINE_TENTHS).build();
        MilliCpu two = MilliCpu.ofCpus(2);
        Duration time = Duration.ofMillis(40);
        SurgeMeter little = new SurgeMeter(time, Duration.ofMillis(64), Duration.ofMillis(64), time, false);
        SurgeMeter more = new SurgeMeter(time, Duration.ofMillis(63), Duration.ofMillis(63), time, false);
        assertThat(SurgeGuard.online(last, little, two)).isEqualTo(new MilliCpu(1800));
        assertThat(SurgeGuard.online(last, more, two)).isEqualTo(new MilliCpu(1575));
        assertThat(SurgeGuard.online(Seen.onCpus(2).nodeUnknown().build(), little, two))
                .isEqualTo(new MilliCpu(1600));
    }

    /** A full node within a period is best effort that spends its quota. */
    @Test
    void aSurgeIsOneOfOnlineUsageBesideWhatBestEffortMayUse() {
        Observation last =
                Seen.onCpus(4).rule(NINE_TENTHS).quota(new CpuQuota(320_000)).build();
        assertThat(beyond(last, 590)).isEqualTo(-200);
        assertThat(beyond(last, 610)).isEqualTo(200);
    }

    @Test
    void withoutALimitOfItsOwnBestEffortMayUseTheCpusThatItHas() {
        Seen seen = Seen.onCpus(4)
                .rule(new CpuSuppressRule(true, new Percent(50), Optional.empty(), CpuSuppressRule.Policy.CFS_QUOTA));
        for (CpuQuota none : List.of(CpuQuota.UNLIMITED, new CpuQuota(4_000_000))) {
            Observation last = seen.quota(none).build();
            BestEffortTier tier = last.tier().toOptional().orElseThrow();
            assertThat(SurgeGuard.allowed(tier, last)).isEqualTo(new MilliCpu(4000));
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
            assertThat(SurgeGuard.allowed(onOne, last)).isEqualTo(new MilliCpu(1000));
        }
    }

    @Test
    void thereIsNoSurgeWithoutARule() {
        Observation last = Seen.onCpus(4)
                .rule(new CpuSuppressRule(false, new Percent(50), Optional.empty(), CpuSuppressRule.Policy.CFS_QUOTA))
                .build();
        assertThat(SurgeGuard.beyond(
                        last,
                        new FastWatch.Usage(
                                new MilliCpu(4000),
                                Duration.ofMillis(80),
                                Duration.ofMillis(80),
                                Duration.ofMillis(20)),
                        last.tier().toOptional().orElseThrow()))
                .isEmpty();
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
