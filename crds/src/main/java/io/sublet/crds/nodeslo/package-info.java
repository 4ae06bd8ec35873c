/** NodeSLO: the colocation rules of one node. In every record null means the default of the agent. */
@NullMarked
package io.sublet.crds.nodeslo;

import org.jspecify.annotations.NullMarked;
