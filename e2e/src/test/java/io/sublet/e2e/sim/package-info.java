@NullMarked
package io.sublet.e2e.sim;

import org.jspecify.annotations.NullMarked;
