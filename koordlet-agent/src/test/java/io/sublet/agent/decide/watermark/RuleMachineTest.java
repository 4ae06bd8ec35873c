package io.sublet.agent.decide.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.reading.Reading;
import io.sublet.model.slo.WatermarkMetric;
import io.sublet.model.slo.WatermarkRule;
import io.sublet.model.slo.WatermarkRule.Comparison;
import io.sublet.model.slo.WatermarkRule.Mark;
import io.sublet.model.slo.WatermarkRule.Response;
import io.sublet.model.slo.WatermarkRule.Signal;
import io.sublet.model.unit.MilliCpu;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuleMachineTest {
    private static final Reading<Double> UNKNOWN = Reading.missing("test");

    private static final WatermarkRule RULE = new WatermarkRule(
            "r",
            new Signal.OfNode(WatermarkMetric.NODE_CPU_USAGE),
            Comparison.ABOVE,
            new Mark(BigDecimal.valueOf(80), Duration.ofSeconds(30)),
            new Mark(BigDecimal.valueOf(60), Duration.ofSeconds(60)),
            new Response.MarkUnschedulable(),
            Duration.ofSeconds(300),
            false);

    private RuleState state = RuleState.Watching.START;

    private RuleState at(int second, double number) {
        return at(second, Map.of("", Reading.of(number)));
    }

    private RuleState at(int second, Map<String, Reading<Double>> numbers) {
        state = RuleMachine.next(RULE, state, numbers, Duration.ofSeconds(second));
        return state;
    }

    @Test
    void takesEffectOnceTheMarkHasBeenPassedForItsTime() {
        assertThat(at(0, 81)).isInstanceOf(RuleState.Watching.class);
        assertThat(at(29, 99)).isInstanceOf(RuleState.Watching.class);
        assertThat(at(30, 81)).isInstanceOf(RuleState.InForce.class);
    }

    @Test
    void theMarkItselfIsNotPassed() {
        at(0, 80);
        assertThat(at(100, 80)).isEqualTo(RuleState.Watching.START);
    }

    @Test
    void aBreakStartsTheTimeAnew() {
        at(0, 81);
        at(20, 80);
        at(21, 81);
        assertThat(at(50, 81)).isInstanceOf(RuleState.Watching.class);
        assertThat(at(51, 81)).isInstanceOf(RuleState.InForce.class);
    }

    @Test
    void aMissingNumberIsABreak() {
        at(0, 81);
        at(20, Map.of("", UNKNOWN));
        assertThat(at(40, 81)).isInstanceOf(RuleState.Watching.class);
    }

    @Test
    void oneSubjectHasToBeBadForTheWholeTime() {
        at(0, Map.of("a", Reading.of(90.0), "b", Reading.of(0.0)));
        at(20, Map.of("a", Reading.of(0.0), "b", Reading.of(90.0)));
        assertThat(at(40, Map.of("a", Reading.of(0.0), "b", Reading.of(90.0)))).isInstanceOf(RuleState.Watching.class);
        assertThat(at(50, Map.of("a", Reading.of(0.0), "b", Reading.of(90.0)))).isInstanceOf(RuleState.InForce.class);
    }

    @Test
    void endsOnceTheRestoringConditionHasHeldAndThenCoolsDown() {
        at(0, 90);
        at(30, 90);
        at(40, 70);
        assertThat(at(200, 70)).isInstanceOf(RuleState.InForce.class);
        at(201, 60);
        at(230, Map.of("", UNKNOWN));
        at(240, 60);
        assertThat(at(299, 60)).isInstanceOf(RuleState.InForce.class);
        // 300 s from the moment from which on the number was good.
        assertThat(at(300, 60)).isEqualTo(new RuleState.Watching(Map.of(), Duration.ofMinutes(9)));
    }

    @Test
    void takesEffectAgainWhileItCoolsDown() {
        at(0, 90);
        at(30, 90);
        at(40, 10);
        assertThat(at(100, 10)).isEqualTo(new RuleState.Watching(Map.of(), Duration.ofSeconds(340)));
        at(101, 99);
        assertThat(at(130, 99)).isInstanceOf(RuleState.Watching.class);
        assertThat(at(131, 99)).isInstanceOf(RuleState.InForce.class);
    }

    @Test
    void staysInForceWhileTheNumberIsMissing() {
        at(0, 90);
        at(30, 90);
        for (int second = 31; second < 1000; second += 10) {
            assertThat(at(second, Map.of("", UNKNOWN))).isInstanceOf(RuleState.InForce.class);
        }
    }

    @Test
    void staysInForceUntilAllThatWasTakenIsGivenBack() {
        RuleState.InForce throttling = new RuleState.InForce(
                Duration.ZERO,
                Optional.of(Duration.ZERO),
                Optional.empty(),
                Map.of("pod", new RuleState.Throttled(new MilliCpu(1000), 2)));
        state = throttling;
        assertThat(at(100, 10)).isEqualTo(throttling);
        assertThat(RuleMachine.isRestored(RULE, throttling, Duration.ofSeconds(100)))
                .isTrue();
    }

    @Test
    void aRuleAboutPodsEndsWhenTheyAreGone() {
        at(0, Map.of("a", Reading.of(90.0)));
        at(30, Map.of("a", Reading.of(90.0)));
        at(31, Map.of());
        assertThat(at(91, Map.of())).isInstanceOf(RuleState.Watching.class);
    }
}
