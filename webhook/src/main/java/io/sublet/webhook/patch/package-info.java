/** JSON patch (RFC 6902): the difference of two trees. */
@NullMarked
package io.sublet.webhook.patch;

import org.jspecify.annotations.NullMarked;
