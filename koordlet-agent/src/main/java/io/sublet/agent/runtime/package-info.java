/** What the container runtime asks the agent before it makes or changes a container, and what it is answered. */
@NullMarked
package io.sublet.agent.runtime;

import org.jspecify.annotations.NullMarked;
