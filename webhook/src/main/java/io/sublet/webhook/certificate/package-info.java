/** The webhook's own certificates: when which is renewed, and the keys that are served. */
@NullMarked
package io.sublet.webhook.certificate;

import org.jspecify.annotations.NullMarked;
