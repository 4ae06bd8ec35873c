/** Nodes without machines: kept Ready, with an agent that reports usage from a seeded generator. */
@NullMarked
package io.sublet.e2e.sim;

import org.jspecify.annotations.NullMarked;
