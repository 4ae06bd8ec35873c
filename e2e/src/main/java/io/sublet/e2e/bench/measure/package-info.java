/** What benchmarks of different programs measure alike. */
@NullMarked
package io.sublet.e2e.bench.measure;

import org.jspecify.annotations.NullMarked;
