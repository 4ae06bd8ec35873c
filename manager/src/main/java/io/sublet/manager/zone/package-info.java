/** Batch resources in the NUMA zones of NodeResourceTopology objects. */
@NullMarked
package io.sublet.manager.zone;

import org.jspecify.annotations.NullMarked;
