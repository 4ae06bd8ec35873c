package io.sublet.e2e.cluster.source;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.CommandRunner;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.cluster.Offer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** A cluster that was there before, reached by the kubeconfig in {@code KUBECONFIG}. */
record ExistingCluster(Path kubeconfig) implements ClusterUnderTest {
    private static final String ELSEWHERE =
            "the cluster of KUBECONFIG runs elsewhere: its machines are not reachable from here";

    /**
     * The cluster that the environment names.
     *
     * @param value of {@code KUBECONFIG}: one file, or several of which the first counts
     */
    static ExistingCluster of(String value) {
        Path file = Path.of(value.split(File.pathSeparator, 2)[0]);
        if (value.isBlank() || !Files.isReadable(file)) {
            throw new ClusterException(
                    "SUBLET_CLUSTER=existing needs KUBECONFIG to name a readable file, it is '" + value + "'");
        }
        return new ExistingCluster(file.toAbsolutePath());
    }

    @Override
    public String description() {
        return "existing cluster of " + kubeconfig;
    }

    @Override
    public Offer<Path> importImage(Path archive) {
        return new Offer.Unsupported<>("images cannot be brought into the cluster of KUBECONFIG without a registry");
    }

    @Override
    public Offer<NodeAccess> access(String node) {
        return new Offer.Unsupported<>(ELSEWHERE);
    }

    @Override
    public Offer<CommandRunner> controlPlaneNetwork() {
        return new Offer.Unsupported<>(ELSEWHERE);
    }

    @Override
    public void close() {}
}
