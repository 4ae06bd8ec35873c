/** What the agent knows of the kernel: files, control groups and their knobs; ports, without a way to reach a real one. */
@NullMarked
package io.sublet.agent.kernel;

import org.jspecify.annotations.NullMarked;
