/** Which processes may share a physical core. */
@NullMarked
package io.sublet.agent.decide.core;

import org.jspecify.annotations.NullMarked;
