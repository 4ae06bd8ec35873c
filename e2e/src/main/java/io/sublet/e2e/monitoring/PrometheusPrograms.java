package io.sublet.e2e.monitoring;

import io.sublet.e2e.cluster.ClusterException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory in which {@code make prometheus} put Prometheus and promtool. */
public record PrometheusPrograms(Path directory) {
    /** Prometheus' version, the one in the Go module. */
    public static final String VERSION = "3.10.0";

    /**
     * The programs for this machine, beside those of Kubernetes.
     *
     * @throws ClusterException if they are not built
     */
    public static PrometheusPrograms find() {
        String cache = System.getenv("SUBLET_CACHE");
        Path base = cache == null || cache.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "sublet")
                : Path.of(cache);
        String kube = System.getProperty("sublet.kube.dir");
        Path shared = kube == null || kube.isBlank()
                ? base
                : Path.of(kube).toAbsolutePath().resolveSibling("");
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Path directory = shared.resolve("prometheus").resolve(VERSION + "-linux-" + architecture);
        if (!Files.exists(directory.resolve(".key"))) {
            throw new ClusterException("no Prometheus in " + directory + ": run 'make prometheus' first");
        }
        return new PrometheusPrograms(directory);
    }

    /** Path of one program. */
    public Path program(String name) {
        return directory.resolve(name);
    }
}
