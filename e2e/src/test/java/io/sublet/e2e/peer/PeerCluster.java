package io.sublet.e2e.peer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.CrdFiles;
import io.sublet.e2e.cluster.CommandRunner;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.cluster.local.StateDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A local cluster with the definitions of both: Sublet's where both have one, since either's programs work with them. */
final class PeerCluster implements AutoCloseable {
    private static final StateDirectory STATE = StateDirectory.at(Path.of("target", "peer-cluster"));
    private static final Progress PROGRESS = new Progress(System.out);

    private final LocalCluster cluster;
    private final KubernetesClient client;

    private PeerCluster(LocalCluster cluster) {
        this.cluster = cluster;
        this.client = cluster.client();
    }

    static PeerCluster start(PeerPrograms programs) {
        // A run that was killed leaves its cluster behind.
        LocalCluster.down(STATE, PROGRESS);
        PeerCluster started = new PeerCluster(LocalCluster.up(STATE, new ClusterSpec(1, 0, 1), PROGRESS));
        for (String name : CrdFiles.names()) {
            started.client.load(new ByteArrayInputStream(CrdFiles.read(name))).create();
        }
        programs.define(started.client);
        return started;
    }

    /** Creates the objects of a document of the tests' resources. */
    void create(String document) {
        client.load(Objects.requireNonNull(PeerCluster.class.getResourceAsStream("/peer/" + document), document))
                .create();
    }

    KubernetesClient client() {
        return client;
    }

    Path kubeconfig() {
        return cluster.kubeconfig();
    }

    /** Of the API server's own network, which nothing outside of the cluster reaches. */
    CommandRunner network() {
        return cluster.controlPlaneNetwork().orThrow();
    }

    /** For programs in that network. */
    Path innerKubeconfig() {
        Path file = folder().resolve("inner.kubeconfig");
        try {
            String text = Files.readString(kubeconfig());
            String outer = client.getConfiguration().getMasterUrl().replaceAll("/$", "");
            Files.createDirectories(folder());
            return Files.writeString(file, text.replace(outer, "https://10.250.0.1:6443"));
        } catch (IOException e) {
            throw new UncheckedIOException("kubeconfig for the control plane's network", e);
        }
    }

    /** For logs and certificates. */
    Path folder() {
        return Path.of("target", "peer").toAbsolutePath();
    }

    @Override
    public void close() {
        client.close();
        LocalCluster.down(STATE, PROGRESS);
    }
}
