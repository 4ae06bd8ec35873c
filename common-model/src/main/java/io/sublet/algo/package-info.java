/** Pure algorithms, without knowledge of Kubernetes. */
@NullMarked
package io.sublet.algo;

import org.jspecify.annotations.NullMarked;
