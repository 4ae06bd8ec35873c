/** How full filesystems are, and what pods have of that. */
@NullMarked
package io.sublet.agent.observe.space;

import org.jspecify.annotations.NullMarked;
