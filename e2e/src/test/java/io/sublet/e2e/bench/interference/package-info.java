@NullMarked
package io.sublet.e2e.bench.interference;

import org.jspecify.annotations.NullMarked;
