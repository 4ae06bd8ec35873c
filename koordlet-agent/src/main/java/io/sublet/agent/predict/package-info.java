/** What pods, priority classes and the node are expected to use at their peak, learned from what they have used. */
@NullMarked
package io.sublet.agent.predict;

import org.jspecify.annotations.NullMarked;
