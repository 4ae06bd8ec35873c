/** What the webhook configurations should say: whom the API servers trust, and which pods they ask about at all. */
@NullMarked
package io.sublet.webhook.registration;

import org.jspecify.annotations.NullMarked;
