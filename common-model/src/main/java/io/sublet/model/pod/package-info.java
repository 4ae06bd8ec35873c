/** What a pod is to colocation: its identity, QoS class and priority class. */
@NullMarked
package io.sublet.model.pod;

import org.jspecify.annotations.NullMarked;
