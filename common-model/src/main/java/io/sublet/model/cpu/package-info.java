/** Which CPUs of a node a pod is bound to: a node's CPUs as a value, and the choice as a pure function of it. */
@NullMarked
package io.sublet.model.cpu;

import org.jspecify.annotations.NullMarked;
