package io.sublet.agent.decide;

import io.sublet.agent.observe.Observation;
import java.util.List;

/**
 * Rules of which nobody knows the number before: each has a verdict of its own, under a name of its own. Pure like a
 * {@link RememberingPolicy}, with one memory for all.
 *
 * @param <M> what it remembers; an immutable value
 */
public interface PolicyBook<M> {
    /** What is remembered before the first observation. */
    M start();

    Page<M> decide(Observation seen, M memory);

    /**
     * @param verdicts one for each rule
     * @param memory what to remember until the next observation
     */
    record Page<M>(List<Verdict> verdicts, M memory) {
        public Page {
            verdicts = List.copyOf(verdicts);
        }
    }
}
