/** Strategic merge patch on JSON trees, with the merge keys of the pod. */
@NullMarked
package io.sublet.webhook.merge;

import org.jspecify.annotations.NullMarked;
