/** Classes of traffic of a network device, and the messages by which the kernel is told of them. */
@NullMarked
package io.sublet.agent.kernel.net;

import org.jspecify.annotations.NullMarked;
