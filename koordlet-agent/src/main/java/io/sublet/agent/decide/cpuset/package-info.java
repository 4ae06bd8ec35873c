/** On which CPUs pods run that are not best effort, and best-effort pods that are bound. */
@NullMarked
package io.sublet.agent.decide.cpuset;

import org.jspecify.annotations.NullMarked;
