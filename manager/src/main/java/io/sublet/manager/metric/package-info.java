/** What each node's agent is asked to measure: the spec of its NodeMetric. */
@NullMarked
package io.sublet.manager.metric;

import org.jspecify.annotations.NullMarked;
