package io.sublet.e2e.cluster.source;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.CommandRunner;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.cluster.Offer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A k3s in a Docker container, which ends with {@link #close}. */
final class K3sCluster implements ClusterUnderTest {
    private static final DockerImageName IMAGE = DockerImageName.parse("rancher/k3s:v1.35.4-k3s1");
    private static final String IN_CONTAINER = "k3s runs in a container of Docker: its machine is not reachable";

    private final K3sContainer container;
    private final Path kubeconfig;

    private K3sCluster(K3sContainer container, Path kubeconfig) {
        this.container = container;
        this.kubeconfig = kubeconfig;
    }

    /** Why there can be no k3s here; empty if there can. */
    static String whyNot() {
        return DockerClientFactory.instance().isDockerAvailable()
                ? ""
                : "SUBLET_CLUSTER=k3s needs Docker, and no Docker answers on this machine";
    }

    static K3sCluster start() {
        String reason = whyNot();
        if (!reason.isEmpty()) {
            throw new ClusterException(reason);
        }
        K3sContainer container = new K3sContainer(IMAGE);
        try {
            container.start();
            Path file = Files.createTempFile("sublet-k3s", ".kubeconfig");
            return new K3sCluster(container, Files.writeString(file, container.getKubeConfigYaml()));
        } catch (IOException e) {
            container.stop();
            throw new ClusterException("the kubeconfig of k3s cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public String description() {
        return "k3s in Docker container " + container.getContainerId();
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public Offer<Path> importImage(Path archive) {
        String inside = "/tmp/" + archive.getFileName();
        container.copyFileToContainer(MountableFile.forHostPath(archive), inside);
        try {
            ExecResult result = container.execInContainer("ctr", "--namespace=k8s.io", "images", "import", inside);
            if (result.getExitCode() != 0) {
                throw new ClusterException("k3s does not take " + archive + ": "
                        + result.getStderr().strip());
            }
            return new Offer.Offered<>(archive);
        } catch (IOException e) {
            throw new ClusterException("k3s does not take " + archive + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }

    @Override
    public Offer<NodeAccess> access(String node) {
        return new Offer.Unsupported<>(IN_CONTAINER);
    }

    @Override
    public Offer<CommandRunner> controlPlaneNetwork() {
        return new Offer.Unsupported<>(IN_CONTAINER);
    }

    @Override
    public void close() {
        container.stop();
        try {
            Files.deleteIfExists(kubeconfig);
        } catch (IOException e) {
            throw new ClusterException("cannot delete " + kubeconfig + ": " + e.getMessage(), e);
        }
    }
}
