/** Tests of the definitions as a whole. */
@NullMarked
package io.sublet.crds;

import org.jspecify.annotations.NullMarked;
