/** The cluster as ranking sees it: built from small records, published whole. */
@NullMarked
package io.sublet.extender.snapshot;

import org.jspecify.annotations.NullMarked;
