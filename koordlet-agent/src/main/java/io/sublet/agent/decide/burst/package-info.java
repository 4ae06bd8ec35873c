/** How online containers get more CPU than their limit for a while, and less time where CPUs are faster. */
@NullMarked
package io.sublet.agent.decide.burst;

import org.jspecify.annotations.NullMarked;
