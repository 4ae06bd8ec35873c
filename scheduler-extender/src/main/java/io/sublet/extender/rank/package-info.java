/** Which nodes take a pod and how well: pure functions on values and arrays. */
@NullMarked
package io.sublet.extender.rank;

import org.jspecify.annotations.NullMarked;
