/** How the central programs follow objects of the API server, tell of them in events, and say what does not work. */
@NullMarked
package io.sublet.crds.cluster;

import org.jspecify.annotations.NullMarked;
