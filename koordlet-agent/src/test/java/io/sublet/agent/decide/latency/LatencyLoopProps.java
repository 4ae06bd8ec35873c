package io.sublet.agent.decide.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.PolicyBook.Page;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.protect.Protection;
import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.Seen;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.LatencyTarget;
import io.sublet.model.slo.LatencyTarget.Steering;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.slo.WatermarkRule.Signal;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random latencies, usage and settings over many ticks. */
class LatencyLoopProps {
    private static final int CPUS = 8;
    private static final long CAPACITY = CPUS * 1000L;

    private static Reading<Double> latency(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Reading.missing("down");
            case 1 -> Reading.of(random.nextDouble() * 40 - 2);
            default -> Reading.of(random.nextDouble() * 40);
        };
    }

    private static Seen node(Random random, LatencyTarget target, int second, CpuQuota quota, Reading<Double> latency) {
        return Seen.onCpus(CPUS)
                .at(Duration.ofSeconds(second))
                .rule(new CpuSuppressRule(
                        true, new Percent(65), Optional.of(new Percent(10)), CpuSuppressRule.Policy.CFS_QUOTA))
                .quota(quota)
                .used(random.nextLong(CAPACITY))
                .tierUsed(random.nextLong(CAPACITY))
                .pod(QosClass.LS, KubeQos.BURSTABLE, random.nextLong(4000))
                .external(new ExternalNumbers(Map.of(), Map.of("t", Map.of("pod-0", latency))))
                .extensions(SloExtensions.NONE.withLatencyTargets(List.of(target)));
    }

    @Property(seed = "20261127", tries = 60)
    void bestEffortStaysBetweenItsMinimumAndTheFormulaAndIsNeverGivenMoreWithoutALatency(
            @ForAll int seed,
            @ForAll @IntRange(min = 1, max = 90) int decrease,
            @ForAll @IntRange(max = 30) int minimum) {
        Random random = new Random(seed);
        LatencyTarget target = new LatencyTarget(
                "t",
                new Signal.PodEndpoint(80, "/", "m", PodSelector.EVERY_POD),
                PodSelector.EVERY_POD,
                BigDecimal.TEN,
                new Steering(
                        Duration.ofSeconds(10),
                        new Percent(decrease),
                        new Percent(5),
                        new Percent(10),
                        new Percent(minimum)),
                false);
        Protection protection = new Protection(Duration.ofSeconds(30));
        Protection.Memory memory = protection.start();
        CpuQuota quota = new CpuQuota(300_000);
        Optional<MilliCpu> before = Optional.empty();
        for (int second = 1; second < 200; second++) {
            Reading<Double> latency = latency(random);
            Random same = new Random(random.nextLong());
            long nodeSeed = same.nextLong();
            Seen seen = node(new Random(nodeSeed), target, second, quota, latency);
            Page<Protection.Memory> page = protection.decide(seen.build(), memory);
            Verdict plain = new CpuSuppress(Duration.ofSeconds(30))
                    .decide(node(new Random(nodeSeed), target, second, quota, latency)
                            .build());
            Optional<MilliCpu> most =
                    LatencyLoop.decide(seen.build(), memory.latency()).most();
            most.ifPresent(cpu -> assertThat(cpu.value()).isBetween(CAPACITY * Math.max(10, minimum) / 100, CAPACITY));
            boolean known = latency instanceof Reading.Value<Double>(Double number) && number >= 0;
            if (!known && before.isPresent() && second > 61) {
                assertThat(most).isPresent();
                assertThat(most.get()).isLessThanOrEqualTo(before.get());
            }
            CpuQuota steered = quota(page.verdicts().getFirst(), quota);
            assertThat(steered.micros())
                    .isLessThanOrEqualTo(Math.max(quota(plain, quota).micros(), quota.micros()));
            before = most;
            quota = steered;
            memory = page.memory();
        }
    }

    private static CpuQuota quota(Verdict verdict, CpuQuota otherwise) {
        if (verdict instanceof Verdict.Act act) {
            for (Action action : act.actions()) {
                if (action instanceof Action.SetQuota set && set.cgroup().equals(Seen.TIER)) {
                    return set.quota();
                }
            }
        }
        return otherwise;
    }
}
