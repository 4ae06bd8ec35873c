package io.sublet.e2e.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The two lowest layers of every Java image: the C library with the few files of /etc that it reads, and the Java
 * runtime.
 */
final class JavaBase {
    /** Numeric user and group of the programs that need no right on the node; /etc/passwd calls it nonroot. */
    static final String NONROOT = "65532:65532";

    private static final Map<String, String> ETC = Map.of(
            "/etc/passwd",
            "root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/tmp:/sbin/nologin\n",
            "/etc/group",
            "root:x:0:\nnonroot:x:65532:\n",
            "/etc/nsswitch.conf",
            "passwd: files\ngroup: files\nhosts: files dns\n");

    private JavaBase() {}

    /**
     * The layers for programs that run on {@code runtime}.
     *
     * @param scratch a directory for the files that are written for the image
     */
    static List<Layer> layers(JavaRuntime runtime, Path scratch) {
        List<LayerFile> files = new ArrayList<>();
        SharedLibraries.neededBy(runtime.binaries(), runtime.directory())
                .forEach(library -> files.add(LayerFile.program(library, library.toString())));
        try {
            for (Map.Entry<String, String> file : ETC.entrySet()) {
                Path written = scratch.resolve(file.getKey().substring(1));
                Files.createDirectories(written.resolveSibling(""));
                files.add(LayerFile.data(Files.writeString(written, file.getValue()), file.getKey()));
            }
            files.add(new LayerFile(Files.createDirectories(scratch.resolve("tmp")), "/tmp", "777"));
        } catch (IOException e) {
            throw new ImageException("cannot write below " + scratch + ": " + e.getMessage(), e);
        }
        return List.of(new Layer("system", files), runtime.layer());
    }
}
