package io.sublet.e2e.cluster.source;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.cluster.local.StateDirectory;
import java.util.Arrays;
import java.util.Locale;

/** Where the cluster under test comes from: the value of {@code SUBLET_CLUSTER}. */
public enum ClusterSource {
    /** Real Kubernetes programs on this machine. */
    LOCAL,
    /** The cluster of {@code KUBECONFIG}. */
    EXISTING,
    /** k3s in Docker. */
    K3S;

    /** The source that the environment asks for; local where it asks for none. */
    public static ClusterSource ofEnvironment() {
        String set = System.getenv("SUBLET_CLUSTER");
        return parse(set == null ? "" : set.strip());
    }

    static ClusterSource parse(String value) {
        return value.isEmpty()
                ? LOCAL
                : Arrays.stream(values())
                        .filter(source -> source.name().toLowerCase(Locale.ROOT).equals(value))
                        .findFirst()
                        .orElseThrow(() -> new ClusterException(
                                "SUBLET_CLUSTER is '" + value + "'; it can be local, existing or k3s"));
    }

    /** Why this source can give no cluster on this machine; empty if it can, as far as can be told beforehand. */
    public String whyNot() {
        return this == K3S ? K3sCluster.whyNot() : "";
    }

    /**
     * A cluster from this source. A local one is started if it does not run and keeps running after its close.
     *
     * @param state of a local cluster
     * @param spec of a local cluster
     */
    public ClusterUnderTest open(StateDirectory state, ClusterSpec spec, Progress progress) {
        return switch (this) {
            case LOCAL -> LocalCluster.up(state, spec, progress);
            case K3S -> K3sCluster.start();
            case EXISTING -> {
                String set = System.getenv("KUBECONFIG");
                yield ExistingCluster.of(set == null ? "" : set);
            }
        };
    }
}
