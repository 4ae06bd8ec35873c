/** What happens to a pod: mutators in one ordered list, each a pure function from draft to draft. */
@NullMarked
package io.sublet.webhook.pod;

import org.jspecify.annotations.NullMarked;
