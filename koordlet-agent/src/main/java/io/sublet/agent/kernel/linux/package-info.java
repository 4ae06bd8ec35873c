/** The real files of the kernel and of the state directory. */
@NullMarked
package io.sublet.agent.kernel.linux;

import org.jspecify.annotations.NullMarked;
