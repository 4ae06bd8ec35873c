/** Admission reviews and answers, as bytes and as values, and the table of who decides about which. */
@NullMarked
package io.sublet.webhook.review;

import org.jspecify.annotations.NullMarked;
