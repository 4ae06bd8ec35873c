/**
 * A cluster made of real Kubernetes programs in namespaces of this machine. Plans say what a machine of the cluster
 * runs, the launcher starts them, records say what was started, and the teardown removes what the records name.
 */
@NullMarked
package io.sublet.e2e.cluster.local;

import org.jspecify.annotations.NullMarked;
