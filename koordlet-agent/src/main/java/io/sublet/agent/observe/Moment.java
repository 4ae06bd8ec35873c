package io.sublet.agent.observe;

import java.time.Duration;
import java.time.Instant;

/**
 * When something was observed.
 *
 * @param at by the clock on the wall, for people; it may step
 * @param sinceBoot time since the machine was started, its sleep included; what lies between two observations is measured by this
 */
public record Moment(Instant at, Duration sinceBoot) {}
