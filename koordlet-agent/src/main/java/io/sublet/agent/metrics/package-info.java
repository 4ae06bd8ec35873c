/** The agent's metrics. Counters are kept as things happen, everything else is made of the last observation when somebody asks. */
@NullMarked
package io.sublet.agent.metrics;

import org.jspecify.annotations.NullMarked;
