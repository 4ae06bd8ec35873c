package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The directory in which {@code make kube} put the Kubernetes programs. */
public record KubePrograms(Path directory) {
    /** Kubernetes' version, the one in the Go module. */
    public static final String VERSION = "1.35.4";

    /**
     * The programs for this machine.
     *
     * @throws ClusterException if they are not built
     */
    public static KubePrograms find() {
        String cache = System.getenv("SUBLET_CACHE");
        Path base = cache == null || cache.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "sublet")
                : Path.of(cache);
        String set = System.getProperty("sublet.kube.dir");
        Path kube = set == null || set.isBlank() ? base.resolve("kube") : Path.of(set);
        Path directory = kube.resolve("k8s")
                .resolve(VERSION + "-linux-" + architecture())
                .toAbsolutePath();
        if (!Files.exists(directory.resolve(".key"))) {
            throw new ClusterException("no Kubernetes programs in " + directory + ": run 'make kube' first");
        }
        return new KubePrograms(directory);
    }

    /** Go's name of this machine's processor. */
    static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    /** Path of one program. */
    public Path program(String name) {
        return directory.resolve(name);
    }

    /** What to type into a shell in which kubectl shall use a cluster. */
    public String shell(Path kubeconfig) {
        return "export KUBECONFIG=" + kubeconfig + " PATH=$PATH:" + directory;
    }

    /** The directory of the distribution's CNI plugins. */
    static Path cniPlugins() {
        return Stream.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin"))
                .filter(place -> Files.isExecutable(place.resolve("bridge")))
                .findFirst()
                .orElseThrow(() -> new ClusterException(
                        "missing: the CNI plugins. Install the package containernetworking-plugins"));
    }

    /** Whether containerd's overlay snapshots can live below {@code path}: not on another overlay. */
    static String snapshotter(Path path) {
        try {
            return Files.getFileStore(path).type().equals("overlay") ? "native" : "overlayfs";
        } catch (IOException e) {
            throw new ClusterException("cannot tell the file system of " + path + ": " + e.getMessage(), e);
        }
    }
}
