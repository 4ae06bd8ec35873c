/** Cycles per instruction of containers, by counters of the CPUs. */
@NullMarked
package io.sublet.agent.observe.cpi;

import org.jspecify.annotations.NullMarked;
