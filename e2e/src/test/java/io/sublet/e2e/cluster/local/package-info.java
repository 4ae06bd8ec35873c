@NullMarked
package io.sublet.e2e.cluster.local;

import org.jspecify.annotations.NullMarked;
