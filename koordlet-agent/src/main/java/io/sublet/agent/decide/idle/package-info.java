/** Whether best effort runs in the kernel's idle scheduling class. */
@NullMarked
package io.sublet.agent.decide.idle;

import org.jspecify.annotations.NullMarked;
