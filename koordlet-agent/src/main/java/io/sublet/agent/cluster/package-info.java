/** What the agent knows of the cluster: ports and values, without a way to reach an API server. */
@NullMarked
package io.sublet.agent.cluster;

import org.jspecify.annotations.NullMarked;
