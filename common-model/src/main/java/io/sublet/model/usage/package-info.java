/** What was used: by a node, by its pods, over which window. */
@NullMarked
package io.sublet.model.usage;

import org.jspecify.annotations.NullMarked;
