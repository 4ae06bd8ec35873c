package io.sublet.agent.metrics;

import static io.sublet.agent.metrics.Exposition.Type.GAUGE;

import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.watermark.RuleBook;
import io.sublet.agent.decide.watermark.Standing;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Where the operator's rules stand, by their names. */
public final class RuleGauges implements MetricSource {
    private static final String PREFIX = RuleBook.NAME + "/";

    private final Supplier<Optional<LastTick>> last;

    /** @param last empty before the first tick */
    public RuleGauges(Supplier<Optional<LastTick>> last) {
        this.last = last;
    }

    @Override
    public void write(Exposition out) {
        out.family("sublet_agent_rule_state", GAUGE, "Where a watermark rule stands: 1 for the state that it is in");
        for (Verdict verdict : last.get().map(LastTick::verdicts).orElse(List.of())) {
            if (verdict.policy().startsWith(PREFIX)
                    && verdict.reason().facts().get(RuleBook.STATE) instanceof Standing now) {
                String rule = verdict.policy().substring(PREFIX.length());
                for (Standing state : Standing.values()) {
                    out.sample(state == now ? 1 : 0, "rule", rule, "state", state.toString());
                }
            }
        }
    }
}
