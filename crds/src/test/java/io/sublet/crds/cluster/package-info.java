@NullMarked
package io.sublet.crds.cluster;

import org.jspecify.annotations.NullMarked;
