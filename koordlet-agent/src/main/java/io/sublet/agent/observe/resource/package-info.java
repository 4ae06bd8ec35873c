/** What was seen of caches, disks and networks beside their usage: what can be set there, and what stands there. */
@NullMarked
package io.sublet.agent.observe.resource;

import org.jspecify.annotations.NullMarked;
