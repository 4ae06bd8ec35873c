/** NodeResourceTopology: resources of one node by NUMA zone. */
@NullMarked
package io.sublet.crds.noderesourcetopology;

import org.jspecify.annotations.NullMarked;
