/** Koordinator's own programs, run beside Sublet's to compare what both make of the same objects, and at what cost. */
@NullMarked
package io.sublet.e2e.peer;

import org.jspecify.annotations.NullMarked;
