@NullMarked
package io.sublet.e2e.bench.extender;

import org.jspecify.annotations.NullMarked;
