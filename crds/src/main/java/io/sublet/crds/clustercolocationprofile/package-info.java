/** ClusterColocationProfile: how matching pods are changed when they are created. */
@NullMarked
package io.sublet.crds.clustercolocationprofile;

import org.jspecify.annotations.NullMarked;
