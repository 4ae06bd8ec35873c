/** What resctrl can do on this machine, and what its groups have. */
@NullMarked
package io.sublet.agent.observe.cache;

import org.jspecify.annotations.NullMarked;
