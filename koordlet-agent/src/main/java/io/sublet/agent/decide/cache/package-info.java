/** Which part of the last-level cache and of the memory bandwidth pods may use. */
@NullMarked
package io.sublet.agent.decide.cache;

import org.jspecify.annotations.NullMarked;
