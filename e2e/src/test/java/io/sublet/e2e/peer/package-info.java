/** Sublet's programs beside Koordinator's own, on the same objects. Skipped where Koordinator's programs are not there. */
@NullMarked
package io.sublet.e2e.peer;

import org.jspecify.annotations.NullMarked;
