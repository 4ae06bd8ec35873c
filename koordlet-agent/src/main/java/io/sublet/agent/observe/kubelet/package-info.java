/** What is seen of the kubelet from outside: its process, its settings, its record of CPUs. */
@NullMarked
package io.sublet.agent.observe.kubelet;

import org.jspecify.annotations.NullMarked;
