/** How much CPU best effort may have while online services use theirs. */
@NullMarked
package io.sublet.agent.decide.suppress;

import org.jspecify.annotations.NullMarked;
