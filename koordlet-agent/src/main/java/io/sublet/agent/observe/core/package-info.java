/** Which processes of pods have which cookies of core scheduling. */
@NullMarked
package io.sublet.agent.observe.core;

import org.jspecify.annotations.NullMarked;
