/** Admission: review, mutate, patch. */
@NullMarked
package io.sublet.webhook;

import org.jspecify.annotations.NullMarked;
