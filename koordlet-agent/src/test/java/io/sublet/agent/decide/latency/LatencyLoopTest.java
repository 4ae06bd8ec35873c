package io.sublet.agent.decide.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.Seen;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
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
import org.junit.jupiter.api.Test;

class LatencyLoopTest {
    private static final Signal ENDPOINT = new Signal.PodEndpoint(80, "/metrics", "p99", PodSelector.EVERY_POD);

    private LatencyLoop.Memory memory = LatencyLoop.Memory.NOTHING;
    private int second;
    private boolean dryRun;
    private Signal signal = ENDPOINT;
    private Percent minimum = new Percent(0);
    private long used = 6000;
    private boolean onlinePod = true;
    private boolean enabled = true;
    private CpuQuota quota = CpuQuota.UNLIMITED;

    private LatencyTarget target() {
        Steering steering =
                new Steering(Duration.ofSeconds(10), new Percent(50), new Percent(10), new Percent(10), minimum);
        return new LatencyTarget("web", signal, PodSelector.EVERY_POD, new BigDecimal("20"), steering, dryRun);
    }

    /** Eight CPUs, of which best effort uses six; ten seconds later than before. */
    private LatencyLoop.Outcome next(Reading<Double> latency) {
        second += 10;
        Seen seen = Seen.onCpus(8)
                .at(Duration.ofSeconds(second))
                .quota(quota)
                .tierUsed(used)
                .pod(QosClass.BE, KubeQos.BEST_EFFORT, used)
                .external(new ExternalNumbers(
                        Map.of(), Map.of("web", Map.of(signal instanceof Signal.PodEndpoint ? "pod-1" : "", latency))))
                .extensions(SloExtensions.NONE.withLatencyTargets(List.of(target())));
        if (onlinePod) {
            seen.pod(QosClass.LS, KubeQos.BURSTABLE, 1000);
        }
        LatencyLoop.Outcome outcome =
                LatencyLoop.decide(enabled ? seen.build() : seen.off().build(), memory);
        memory = outcome.memory();
        return outcome;
    }

    private static LatencyReason code(LatencyLoop.Outcome outcome) {
        return (LatencyReason) outcome.verdicts().getFirst().reason().code();
    }

    @Test
    void takesAShareOfWhatBestEffortUsesWhileTheLimitIsPassedAndGivesItBackInEqualSteps() {
        assertThat(next(Reading.of(10.0)).most()).isEmpty();
        assertThat(next(Reading.of(21.0)).most()).contains(new MilliCpu(3000));
        used = 3000;
        assertThat(next(Reading.of(30.0)).most()).contains(new MilliCpu(1500));
        assertThat(next(Reading.of(19.0)).most()).contains(new MilliCpu(1500));
        for (int i = 1; i <= 8; i++) {
            assertThat(next(Reading.of(17.0)).most()).contains(new MilliCpu(1500 + i * 800));
        }
        assertThat(code(next(Reading.of(17.0)))).isEqualTo(LatencyReason.LatencyKept);
        assertThat(next(Reading.of(17.0)).most()).isEmpty();
    }

    @Test
    void takesOneStepInAPeriod() {
        next(Reading.of(21.0));
        second -= 5;
        assertThat(next(Reading.of(21.0)).most()).contains(new MilliCpu(3000));
    }

    @Test
    void neverGoesBelowTheMinimum() {
        minimum = new Percent(25);
        for (int i = 0; i < 20; i++) {
            LatencyLoop.Outcome outcome = next(Reading.of(100.0));
            used = outcome.most().orElseThrow().value();
        }
        assertThat(used).isEqualTo(2000);
    }

    @Test
    void givesNothingBackOnALatencyThatIsMissingOrAbsurd() {
        next(Reading.of(21.0));
        for (Reading<Double> latency :
                List.of(Reading.<Double>missing("down"), Reading.of(-1.0), Reading.of(Double.POSITIVE_INFINITY))) {
            LatencyLoop.Outcome outcome = next(latency);
            assertThat(outcome.most()).contains(new MilliCpu(3000));
            assertThat(code(outcome)).isEqualTo(LatencyReason.LatencyUnknown);
        }
    }

    @Test
    void takesNothingWithoutALatencyEver() {
        for (int i = 0; i < 7; i++) {
            assertThat(next(Reading.missing("down")).most()).isEmpty();
        }
        assertThat(code(next(Reading.missing("down")))).isEqualTo(LatencyReason.LatencyNeverKnown);
    }

    @Test
    void beginsWithWhatBestEffortHasUntilThereHasBeenTimeToAnswer() {
        quota = new CpuQuota(250_000);
        assertThat(next(Reading.missing("not asked yet")).most()).contains(new MilliCpu(2500));
        assertThat(next(Reading.of(17.0)).most()).contains(new MilliCpu(3300));
        memory = LatencyLoop.Memory.NOTHING;
        Optional<MilliCpu> most = Optional.empty();
        for (int i = 0; i < 8; i++) {
            most = next(Reading.missing("down")).most();
        }
        assertThat(most).isEmpty();
    }

    @Test
    void onlyTellsInADryRun() {
        dryRun = true;
        LatencyLoop.Outcome outcome = next(Reading.of(21.0));
        assertThat(outcome.most()).isEmpty();
        assertThat(code(outcome)).isEqualTo(LatencyReason.LatencyDryRun);
        assertThat(outcome.verdicts().getFirst().reason().facts()).containsEntry("allowance", new MilliCpu(3000));
    }

    @Test
    void isOverWhenNoProtectedPodIsThereOrSuppressionIsOff() {
        next(Reading.of(21.0));
        onlinePod = false;
        assertThat(next(Reading.of(21.0)).most()).isEmpty();
        onlinePod = true;
        next(Reading.of(21.0));
        enabled = false;
        assertThat(next(Reading.of(21.0)).most()).isEmpty();
    }

    @Test
    void asksPrometheusOnceForAllPods() {
        signal = new Signal.PrometheusQuery("p99");
        assertThat(next(Reading.of(21.0)).most()).contains(new MilliCpu(3000));
    }
}
