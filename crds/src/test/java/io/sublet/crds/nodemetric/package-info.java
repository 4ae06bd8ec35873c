/** Tests of NodeMetric. */
@NullMarked
package io.sublet.crds.nodemetric;

import org.jspecify.annotations.NullMarked;
