package io.sublet.e2e.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Kubernetes cluster that tests and the demonstration run against. Everything but the API server is an
 * {@link Offer}: a cluster that lives elsewhere cannot show its cgroup files or run a command in its network.
 */
public interface ClusterUnderTest extends AutoCloseable {
    /** What the cluster is, for messages: "local (state in …)", "existing (context …)", "k3s". */
    String description();

    /** A kubeconfig file with all rights. */
    Path kubeconfig();

    /** The nodes with a kubelet, by name; simulated nodes are not among them. */
    default List<String> nodes() {
        try (KubernetesClient client = client()) {
            return client.nodes().list().getItems().stream()
                    .map(node -> node.getMetadata().getName())
                    .toList();
        }
    }

    /**
     * Makes the image of a docker-archive tar known to every node's container runtime.
     *
     * @return what was imported, or why images cannot be brought in this way
     */
    Offer<Path> importImage(Path archive);

    /** Access to the machine that a node runs on; {@link ClusterException} if there is no such node. */
    Offer<NodeAccess> access(String node);

    /** Runs commands in the network of the API server, from where services' pods can be reached by address. */
    Offer<CommandRunner> controlPlaneNetwork();

    /** Ends what this process started for the cluster; a cluster that was running before keeps running. */
    @Override
    void close();

    /** A new client of the API server; the caller closes it. */
    default KubernetesClient client() {
        try {
            return new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig())))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("kubeconfig " + kubeconfig() + " cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new ClusterException("kubeconfig " + kubeconfig() + " cannot be used: it is not one", e);
        }
    }
}
