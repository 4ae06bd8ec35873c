/** Rights that end by themselves. */
@NullMarked
package io.sublet.model.lease;

import org.jspecify.annotations.NullMarked;
