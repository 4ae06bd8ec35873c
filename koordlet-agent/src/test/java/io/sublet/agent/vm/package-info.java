/**
 * The agent as a process on kernels that the machines of tests do not have: control groups of version 2 on several sockets and caches, and a
 * resctrl that answers. Run in a virtual machine by {@code make test-vm} and {@code make test-resctrl}; see e2e/vm.
 */
@NullMarked
package io.sublet.agent.vm;

import org.jspecify.annotations.NullMarked;
