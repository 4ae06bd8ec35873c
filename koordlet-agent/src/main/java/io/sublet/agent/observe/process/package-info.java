/** What processes of containers stand at, beside their control groups. */
@NullMarked
package io.sublet.agent.observe.process;

import org.jspecify.annotations.NullMarked;
