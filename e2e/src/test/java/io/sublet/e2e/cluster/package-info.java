@NullMarked
package io.sublet.e2e.cluster;

import org.jspecify.annotations.NullMarked;
