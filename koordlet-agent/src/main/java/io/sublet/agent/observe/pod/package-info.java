/** What pods, their containers and applications outside of pods use, and where their control groups are. */
@NullMarked
package io.sublet.agent.observe.pod;

import org.jspecify.annotations.NullMarked;
