/** The node agent: observe, decide, plan, act. */
@NullMarked
package io.sublet.agent;

import org.jspecify.annotations.NullMarked;
