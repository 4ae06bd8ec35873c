package io.sublet.agent.metrics;

import io.sublet.agent.act.Holding;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.observe.Observation;
import java.util.List;
import java.util.OptionalLong;

/**
 * The last tick that ended well, of which gauges are made.
 *
 * @param left what is not as it was without an agent, at the end of the tick
 * @param suppressTarget milli-CPU that suppression aims at; empty where it is off
 * @param verdicts what was decided
 */
public record LastTick(
        Observation seen, Mode mode, OptionalLong suppressTarget, Holding left, List<Verdict> verdicts) {}
