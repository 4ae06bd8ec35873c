@NullMarked
package io.sublet.e2e.bench.protect;

import org.jspecify.annotations.NullMarked;
