/** Reviews of the objects by which people steer colocation: NodeSLO, PodQoS and ClusterColocationProfile. */
@NullMarked
package io.sublet.webhook.policy;

import org.jspecify.annotations.NullMarked;
