/** Values that may be missing, with the cause: absent is never zero. */
@NullMarked
package io.sublet.model.reading;

import org.jspecify.annotations.NullMarked;
