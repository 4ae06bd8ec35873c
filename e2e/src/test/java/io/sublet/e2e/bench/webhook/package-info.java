@NullMarked
package io.sublet.e2e.bench.webhook;

import org.jspecify.annotations.NullMarked;
