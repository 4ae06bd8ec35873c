@NullMarked
package io.sublet.e2e.bench.manager;

import org.jspecify.annotations.NullMarked;
