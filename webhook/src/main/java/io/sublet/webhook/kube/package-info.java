/** The API server: what is watched, the Secret of the certificates, the webhook configuration. */
@NullMarked
package io.sublet.webhook.kube;

import org.jspecify.annotations.NullMarked;
