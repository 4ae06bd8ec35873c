/** The NodeResourceTopology of this node: what it should say, and the change that makes it say so. Pure. */
@NullMarked
package io.sublet.agent.topology;

import org.jspecify.annotations.NullMarked;
