/** What a pod may say about QoS class, priority and resources: each rule a pure function from pod to findings. */
@NullMarked
package io.sublet.webhook.pod.rule;

import org.jspecify.annotations.NullMarked;
