/** The story of colocation, told on a cluster: an online service, a batch job, a surge, and what the node does. */
@NullMarked
package io.sublet.e2e.scenario;

import org.jspecify.annotations.NullMarked;
