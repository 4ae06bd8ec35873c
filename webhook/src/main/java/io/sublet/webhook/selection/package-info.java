/** What selectors select, and whether two of them select the same. */
@NullMarked
package io.sublet.webhook.selection;

import org.jspecify.annotations.NullMarked;
