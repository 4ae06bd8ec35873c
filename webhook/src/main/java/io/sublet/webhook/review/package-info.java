/** An admission review as bytes, what is decided about it, and the answer as bytes. */
@NullMarked
package io.sublet.webhook.review;

import org.jspecify.annotations.NullMarked;
