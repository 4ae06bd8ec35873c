/** NodeMetric: resource usage of one node, reported by its agent. */
@NullMarked
package io.sublet.crds.nodemetric;

import org.jspecify.annotations.NullMarked;
