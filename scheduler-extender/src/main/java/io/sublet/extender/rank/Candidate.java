package io.sublet.extender.rank;

import java.time.Instant;

/**
 * A pod to be placed, at a moment.
 *
 * @param estimate what it will use
 * @param now the wall clock, to be compared with the times of reports
 */
public record Candidate(PodShape pod, LoadVector estimate, Instant now) {}
