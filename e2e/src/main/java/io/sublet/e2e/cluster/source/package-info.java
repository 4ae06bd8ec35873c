/** Chooses where the cluster under test comes from. */
@NullMarked
package io.sublet.e2e.cluster.source;

import org.jspecify.annotations.NullMarked;
