/** Which best-effort pods have to leave the node, and why not the others. */
@NullMarked
package io.sublet.agent.decide.evict;

import org.jspecify.annotations.NullMarked;
