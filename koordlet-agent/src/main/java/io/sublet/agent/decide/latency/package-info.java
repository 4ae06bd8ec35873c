/** Steers the CPU of best effort by the latency that online pods measure themselves. */
@NullMarked
package io.sublet.agent.decide.latency;

import org.jspecify.annotations.NullMarked;
