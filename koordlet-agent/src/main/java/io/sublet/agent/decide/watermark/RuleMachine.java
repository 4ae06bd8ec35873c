package io.sublet.agent.decide.watermark;

import io.sublet.model.reading.Reading;
import io.sublet.model.slo.WatermarkRule;
import io.sublet.model.slo.WatermarkRule.Comparison;
import io.sublet.model.slo.WatermarkRule.Mark;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * When a rule takes effect and ends. The trigger must hold for one subject without a break, the restoring condition for all of them; a
 * number that is missing breaks both, so that a rule neither begins nor ends on it. While the node cools down the rule may take effect again like at
 * any time.
 */
final class RuleMachine {
    private RuleMachine() {}

    /** The next state. A rule that has taken CPU ends only when all of it has been given back. */
    static RuleState next(WatermarkRule rule, RuleState state, Map<String, Reading<Double>> numbers, Duration now) {
        return switch (state) {
            case RuleState.Watching watching -> watch(rule, watching, numbers, now);
            case RuleState.InForce inForce -> endure(rule, inForce, numbers, now);
        };
    }

    private static RuleState watch(
            WatermarkRule rule, RuleState.Watching before, Map<String, Reading<Double>> numbers, Duration now) {
        Map<String, Duration> badSince = new HashMap<>();
        boolean due = false;
        for (String subject : bad(rule, numbers)) {
            Duration since = before.badSince().getOrDefault(subject, now);
            badSince.put(subject, since);
            due |= isOver(since, rule.trigger(), now);
        }
        return due
                ? new RuleState.InForce(now, Optional.empty(), Optional.empty(), Map.of())
                : new RuleState.Watching(badSince, before.coolUntil());
    }

    private static RuleState endure(
            WatermarkRule rule, RuleState.InForce state, Map<String, Reading<Double>> numbers, Duration now) {
        Optional<Duration> goodSince =
                isGood(rule, numbers) ? Optional.of(state.goodSince().orElse(now)) : Optional.empty();
        boolean over = goodSince.isPresent() && isOver(goodSince.get(), rule.restore(), now);
        return over && state.throttled().isEmpty()
                ? new RuleState.Watching(Map.of(), goodSince.get().plus(rule.coolDown()))
                : new RuleState.InForce(state.since(), goodSince, state.steppedAt(), state.throttled());
    }

    private static boolean isOver(Duration since, Mark mark, Duration now) {
        return now.minus(since).compareTo(mark.holds()) >= 0;
    }

    /** The subjects whose number is on the bad side of the trigger's mark. */
    static Set<String> bad(WatermarkRule rule, Map<String, Reading<Double>> numbers) {
        Set<String> bad = new TreeSet<>();
        numbers.forEach((subject, number) -> {
            if (number instanceof Reading.Value<Double>(Double value)
                    && isBeyond(rule.comparison(), value, rule.trigger())) {
                bad.add(subject);
            }
        });
        return bad;
    }

    /** Whether the restoring condition has held for its time. */
    static boolean isRestored(WatermarkRule rule, RuleState.InForce state, Duration now) {
        return state.goodSince()
                .filter(since -> isOver(since, rule.restore(), now))
                .isPresent();
    }

    private static boolean isGood(WatermarkRule rule, Map<String, Reading<Double>> numbers) {
        return numbers.values().stream()
                .allMatch(number -> number instanceof Reading.Value<Double>(Double value)
                        && !isBeyond(rule.comparison(), value, rule.restore()));
    }

    private static boolean isBeyond(Comparison comparison, double value, Mark mark) {
        double limit = mark.value().doubleValue();
        return comparison == Comparison.ABOVE ? value > limit : value < limit;
    }
}
