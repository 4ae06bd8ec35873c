package io.sublet.e2e.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** The directory in which {@code make tools} put Helm, Prometheus and promtool. */
public record OperatorTools(Path directory) {
    /**
     * The programs for this machine, beside those of Kubernetes.
     *
     * @throws ClusterException if they are not built
     */
    public static OperatorTools find() {
        String cache = System.getenv("SUBLET_CACHE");
        Path base = cache == null || cache.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "sublet")
                : Path.of(cache);
        String kube = System.getProperty("sublet.kube.dir");
        Path shared = kube == null || kube.isBlank()
                ? base
                : Path.of(kube).toAbsolutePath().resolveSibling("");
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Path directory = shared.resolve("tools").resolve("linux-" + architecture);
        if (!Files.exists(directory.resolve(".key"))) {
            throw new ClusterException("no Helm and Prometheus in " + directory + ": run 'make tools' first");
        }
        return new OperatorTools(directory);
    }

    /** Path of one program. */
    public Path program(String name) {
        return directory.resolve(name);
    }
}
