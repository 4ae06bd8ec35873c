/** Reviews of the ConfigMap {@code slo-controller-config}. */
@NullMarked
package io.sublet.webhook.config;

import org.jspecify.annotations.NullMarked;
