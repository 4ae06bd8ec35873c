/** Colocation profiles as the mutators see them: checked once, then values. */
@NullMarked
package io.sublet.webhook.profile;

import org.jspecify.annotations.NullMarked;
