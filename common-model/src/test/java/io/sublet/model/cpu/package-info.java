/** Tests of the choice of CPUs. */
@NullMarked
package io.sublet.model.cpu;

import org.jspecify.annotations.NullMarked;
