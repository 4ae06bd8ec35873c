/** PodQoS: how selected pods may be treated when a node protects its online services. */
@NullMarked
package io.sublet.crds.podqos;

import org.jspecify.annotations.NullMarked;
