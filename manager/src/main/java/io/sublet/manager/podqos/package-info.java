/** PodQoS objects: resolved into rules for nodes, and their status. */
@NullMarked
package io.sublet.manager.podqos;

import org.jspecify.annotations.NullMarked;
