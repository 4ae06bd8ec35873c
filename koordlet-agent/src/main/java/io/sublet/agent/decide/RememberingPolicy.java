package io.sublet.agent.decide;

import io.sublet.agent.observe.Observation;

/**
 * A rule that goes by more than the observation of now: how long something has lasted, what was done a moment ago. Pure: the same
 * observation and the same memory give the same step. A memory may be lost at any time, and the rule must then do less, not more.
 *
 * @param <M> what it remembers; an immutable value
 */
public interface RememberingPolicy<M> {
    /** What is remembered before the first observation. */
    M start();

    Step<M> decide(Observation seen, M memory);

    /**
     * @param verdict what is to be done
     * @param memory what to remember until the next observation
     */
    record Step<M>(Verdict verdict, M memory) {}
}
