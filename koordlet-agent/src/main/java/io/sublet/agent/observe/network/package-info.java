/** By which device the node reaches others, and into which classes what leaves by it is sorted. */
@NullMarked
package io.sublet.agent.observe.network;

import org.jspecify.annotations.NullMarked;
