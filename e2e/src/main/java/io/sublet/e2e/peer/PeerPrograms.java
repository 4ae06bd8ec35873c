package io.sublet.e2e.peer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Koordinator's programs and definitions, as {@code build/peer} lays them down.
 *
 * @param folder with the programs, and the definitions in {@code definitions}
 */
public record PeerPrograms(Path folder) {
    /** Names the folder. */
    public static final String VARIABLE = "SUBLET_PEER";

    /** What a skipped comparison says. */
    public static final String HOW_TO_GET =
            "Koordinator's programs are not here: make test-peer PEER=a checkout of its source";

    /** Whether there are programs to compare with. */
    public static boolean present(Map<String, String> environment) {
        return environment.containsKey(VARIABLE);
    }

    /** {@link ClusterException} if the folder is not named, or holds none of its programs. */
    public static PeerPrograms of(Map<String, String> environment) {
        String folder = environment.get(VARIABLE);
        if (folder == null) {
            throw new ClusterException(HOW_TO_GET);
        }
        if (!Files.isExecutable(Path.of(folder, "koord-manager"))) {
            throw new ClusterException(VARIABLE + " is " + folder + ", which has no koord-manager: run build/peer");
        }
        return new PeerPrograms(Path.of(folder).toAbsolutePath());
    }

    Path program(String name) {
        return folder.resolve(name);
    }

    /** Creates its definitions; those that are there already stay. */
    public void define(KubernetesClient client) {
        try (Stream<Path> files = Files.list(folder.resolve("definitions"))) {
            for (Path file : files.sorted().toList()) {
                try (InputStream document = Files.newInputStream(file)) {
                    client.load(document).resources().forEach(resource -> {
                        if (resource.get() == null) {
                            resource.create();
                        }
                    });
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the definitions in " + folder + " cannot be read", e);
        }
    }
}
