/** Tests of PodQoS. */
@NullMarked
package io.sublet.crds.podqos;

import org.jspecify.annotations.NullMarked;
