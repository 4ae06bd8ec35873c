package io.sublet.agent;

import io.sublet.agent.decide.Policy;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.observe.Observation;

/** Keeps the memory of a policy from one tick to the next. */
final class Remembering<M> implements Policy {
    private final RememberingPolicy<M> policy;
    private M memory;

    Remembering(RememberingPolicy<M> policy) {
        this.policy = policy;
        this.memory = policy.start();
    }

    @Override
    public Verdict decide(Observation seen) {
        RememberingPolicy.Step<M> step = policy.decide(seen, memory);
        memory = step.memory();
        return step.verdict();
    }
}
