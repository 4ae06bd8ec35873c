package io.sublet.agent.decide;

import io.sublet.agent.observe.Observation;

/** One rule by which the node is run. Pure: the same observation gives the same verdict. */
public interface Policy {
    Verdict decide(Observation seen);
}
