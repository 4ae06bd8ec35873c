/** What the machine is: CPUs and where they sit, NUMA nodes and their memory, the model of the CPU. */
@NullMarked
package io.sublet.agent.observe.machine;

import org.jspecify.annotations.NullMarked;
