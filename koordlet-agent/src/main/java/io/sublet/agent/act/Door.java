package io.sublet.agent.act;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether the node takes more batch pods. It is closed as long as some policy wants it closed, and tells so in its NodeResourceTopology, upon
 * which the manager offers no batch resources. An agent has no right to write its Node.
 */
public final class Door {
    private final boolean isTold;
    private Optional<String> closed = Optional.empty();

    /** @param isTold whether the NodeResourceTopology is kept at all */
    public Door(boolean isTold) {
        this.isTold = isTold;
    }

    /** Closes the node if a step of the tick wants that, else opens it. */
    public List<Outcome> apply(List<Step> steps, boolean dryRun) {
        List<Outcome> outcomes = new ArrayList<>();
        TreeSet<String> policies = new TreeSet<>();
        for (Step step : steps) {
            if (step instanceof Action.CloseNode close) {
                outcomes.add(outcome(close, dryRun));
                policies.add(close.policy());
            }
        }
        closed = policies.isEmpty() || dryRun || !isTold ? Optional.empty() : Optional.of(String.join(", ", policies));
        return outcomes;
    }

    private Outcome outcome(Action.CloseNode close, boolean dryRun) {
        if (!isTold) {
            return new Outcome.Rejected(close, "report-topology is off, so the manager cannot be told");
        }
        if (dryRun) {
            return new Outcome.Planned(close);
        }
        return closed.isPresent() ? new Outcome.Settled(close) : new Outcome.Applied(close, "open");
    }

    /** The policies that keep the node closed; empty while it is open. */
    public Optional<String> closed() {
        return closed;
    }
}
