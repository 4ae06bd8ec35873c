@NullMarked
package io.sublet.e2e;

import org.jspecify.annotations.NullMarked;
