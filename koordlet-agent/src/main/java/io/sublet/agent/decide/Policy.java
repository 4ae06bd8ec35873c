package io.sublet.agent.decide;

import io.sublet.agent.observe.Observation;

/** One rule by which the node is run. Pure: the same observation gives the same verdict; see {@link RememberingPolicy} for others. */
public interface Policy {
    Verdict decide(Observation seen);
}
