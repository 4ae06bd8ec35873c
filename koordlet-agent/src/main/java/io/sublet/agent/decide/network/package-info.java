/** How pods share what leaves the node by the network. */
@NullMarked
package io.sublet.agent.decide.network;

import org.jspecify.annotations.NullMarked;
