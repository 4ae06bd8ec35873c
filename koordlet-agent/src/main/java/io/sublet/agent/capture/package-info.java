/** A copy of what the agent reads of a node, without names and secrets, to look at it elsewhere. */
@NullMarked
package io.sublet.agent.capture;

import org.jspecify.annotations.NullMarked;
