/** The node agent: observe, decide, plan, act, once a second. */
@NullMarked
package io.sublet.agent;

import org.jspecify.annotations.NullMarked;
