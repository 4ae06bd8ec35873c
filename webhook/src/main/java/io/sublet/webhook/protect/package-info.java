/** Protection of objects against their deletion. */
@NullMarked
package io.sublet.webhook.protect;

import org.jspecify.annotations.NullMarked;
