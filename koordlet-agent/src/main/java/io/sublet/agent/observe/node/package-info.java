/** What the node as a whole uses, waits for and moves. */
@NullMarked
package io.sublet.agent.observe.node;

import org.jspecify.annotations.NullMarked;
