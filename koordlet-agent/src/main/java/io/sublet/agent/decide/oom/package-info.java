/** How readily the out-of-memory killer takes the processes of pods. */
@NullMarked
package io.sublet.agent.decide.oom;

import org.jspecify.annotations.NullMarked;
