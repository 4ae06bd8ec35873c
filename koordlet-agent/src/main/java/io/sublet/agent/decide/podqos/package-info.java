/** What a PodQoS says of the CPU of the pods that it governs. */
@NullMarked
package io.sublet.agent.decide.podqos;

import org.jspecify.annotations.NullMarked;
