/** Reviews of Nodes: what their annotations and labels say, and the amplification of what they offer. */
@NullMarked
package io.sublet.webhook.node;

import org.jspecify.annotations.NullMarked;
