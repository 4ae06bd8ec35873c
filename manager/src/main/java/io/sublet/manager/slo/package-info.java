/** The rules that each node's agent gets: the spec of its NodeSLO. */
@NullMarked
package io.sublet.manager.slo;

import org.jspecify.annotations.NullMarked;
