/** The command line of the cluster under test, the images, the demonstration and the benchmarks. */
@NullMarked
package io.sublet.e2e;

import org.jspecify.annotations.NullMarked;
