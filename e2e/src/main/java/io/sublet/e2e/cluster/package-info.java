/** A Kubernetes cluster to test against, wherever it comes from. */
@NullMarked
package io.sublet.e2e.cluster;

import org.jspecify.annotations.NullMarked;
