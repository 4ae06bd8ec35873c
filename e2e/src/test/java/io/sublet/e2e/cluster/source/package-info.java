@NullMarked
package io.sublet.e2e.cluster.source;

import org.jspecify.annotations.NullMarked;
