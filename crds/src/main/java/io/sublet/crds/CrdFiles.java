package io.sublet.crds;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The definitions of all custom resources as they are installed, one document per file.
 *
 * <p>These files are the source of truth; the typed classes follow them.
 */
public final class CrdFiles {

    private static final List<String> NAMES = List.of(
            "config.koordinator.sh_clustercolocationprofiles.yaml",
            "qos.sublet.io_podqoses.yaml",
            "slo.koordinator.sh_nodemetrics.yaml",
            "slo.koordinator.sh_nodeslos.yaml",
            "topology.node.k8s.io_noderesourcetopologies.yaml");

    private CrdFiles() {}

    /** File names, in alphabetical order. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * One definition. The caller closes it.
     *
     * @param name one of {@link #names()}
     * @throws IllegalArgumentException if there is no such file
     */
    public static InputStream open(String name) {
        InputStream stream = CrdFiles.class.getResourceAsStream("/crds/" + name);
        if (stream == null) {
            throw new IllegalArgumentException("no definition file " + name + ", known are " + NAMES);
        }
        return stream;
    }

    /** The bytes of one definition; as {@link #open(String)}. */
    public static byte[] read(String name) {
        try (InputStream stream = open(name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the definition " + name, e);
        }
    }
}
