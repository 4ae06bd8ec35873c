package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.protocol.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a local cluster keeps all it has: its record, the records of its processes, keys, configuration, logs and the
 * nodes' disks.
 */
public record StateDirectory(Path root) {
    /** The default: {@code SUBLET_STATE}, else {@code target/local-cluster} of the directory that make runs in. */
    public static StateDirectory ofEnvironment() {
        String set = System.getenv("SUBLET_STATE");
        return at(set == null || set.isBlank() ? Path.of("target", "local-cluster") : Path.of(set));
    }

    /** The directory at {@code path}, which need not exist yet. */
    public static StateDirectory at(Path path) {
        return new StateDirectory(path.toAbsolutePath().normalize());
    }

    /**
     * The cluster's name on this machine, from the path alone: two checkouts never share it, and it is still known
     * when the directory itself was deleted under a running cluster.
     */
    public String clusterId() {
        return Fingerprint.of(root.toString()).substring(0, 8);
    }

    Path record() {
        return root.resolve("cluster.json");
    }

    Path lock() {
        return root.resolve("lock");
    }

    Path processes() {
        return root.resolve("processes");
    }

    Path pki() {
        return root.resolve("pki");
    }

    Path kubeconfig() {
        return root.resolve("kubeconfig");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path logs(String machine) {
        return logs().resolve(machine);
    }

    Path machine(String machine) {
        return root.resolve(machine);
    }

    /** Makes a directory and its parents. */
    static Path directory(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new ClusterException("cannot make the directory " + path + ": " + e.getMessage(), e);
        }
    }

    /** Writes a file whole or not at all: a reader never sees half of it. */
    static Path write(Path path, String text) {
        directory(path.resolveSibling(""));
        Path part = path.resolveSibling(path.getFileName() + ".part");
        try {
            Files.writeString(part, text);
            return Files.move(part, path, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ClusterException("cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    /** Makes a symbolic link, if it is not there yet. */
    static void symlink(Path link, Path target) {
        try {
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, target);
            }
        } catch (IOException e) {
            throw new ClusterException("cannot make the link " + link + ": " + e.getMessage(), e);
        }
    }

    static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }
}
