@NullMarked
package io.sublet.e2e.bench;

import org.jspecify.annotations.NullMarked;
