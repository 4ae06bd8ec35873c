package io.sublet.e2e.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * How the class-data archive of a program and its runtime is made, which spares a start the parsing of thousands of classes. It is made from a list
 * of classes, not by a run, with the heap that the program has and by relative paths, so that the same jars always give the same file; the JVM goes
 * without it if it does not fit.
 *
 * @param file its name beside the program's jars
 * @param classes the resource that lists what the program was seen to load
 * @param jar the one that is started
 * @param flags with which it is started
 */
record ClassArchive(String file, String classes, String jar, List<String> flags) {
    /** The folder of the program's files, both in an image and below the directory where it is laid out. */
    static final String APP = "app";

    private static final String LIBRARIES = "lib/";

    /**
     * Lays the program's files out with the archive beside them, or finds them there as they have to be.
     *
     * @param files by their paths in {@link #APP}
     */
    void layOut(JavaRuntime runtime, Path directory, SortedMap<String, Path> files) throws IOException {
        StringBuilder parts = new StringBuilder(runtime.directory().getFileName() + " " + this + " " + seen());
        for (Map.Entry<String, Path> part : files.entrySet()) {
            parts.append(' ').append(part.getKey()).append(' ').append(Fingerprint.of(part.getValue()));
        }
        String key = Fingerprint.of(parts.toString());
        Path inputs = directory.resolve("inputs");
        if (Files.exists(inputs) && Files.readString(inputs).equals(key)) {
            return;
        }
        JavaRuntime.delete(directory);
        for (Map.Entry<String, Path> part : files.entrySet()) {
            Path copy = directory.resolve(APP).resolve(part.getKey());
            Files.createDirectories(copy.resolveSibling(""));
            Files.copy(part.getValue(), copy);
            // The archive knows jars by size and time, and in an image they are of this time.
            Files.setLastModifiedTime(copy, FileTime.from(ImageBuilder.EPOCH));
        }
        dump(runtime, directory, ownJars(files));
        Files.writeString(inputs, key);
    }

    private static List<Path> ownJars(SortedMap<String, Path> files) {
        return files.entrySet().stream()
                .filter(part -> part.getKey().endsWith(".jar"))
                .filter(part -> !part.getKey().startsWith(LIBRARIES) || ImageCatalogue.isOurs(part.getValue()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void dump(JavaRuntime runtime, Path directory, List<Path> ownJars) throws IOException {
        Files.write(directory.resolve(classes), ClassList.of(seen(), ownJars));
        List<String> command = new ArrayList<>(List.of(runtime.launcher().toString()));
        // The archive itself would count against the limit while it is made.
        flags.stream().filter(flag -> !flag.startsWith("-XX:MaxMetaspaceSize")).forEach(command::add);
        command.addAll(List.of(
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + APP + "/" + file,
                "-Xlog:disable",
                "-cp",
                APP + "/" + jar));
        Tool.run(command, Map.of(), directory);
    }

    private List<String> seen() {
        try (InputStream in = ClassArchive.class.getResourceAsStream(classes)) {
            if (in == null) {
                throw new ImageException("the program lacks its file " + classes);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + classes, e);
        }
    }

    /** The layers above that of the runtime, of what is laid out below the directory. */
    List<Layer> layers(Path directory) {
        Path app = directory.resolve(APP);
        return List.of(
                Layer.ofTree("dependencies", app, "/" + APP, path -> isForeign(app, path)),
                Layer.ofTree("application", app, "/" + APP, path -> !isForeign(app, path)));
    }

    private static boolean isForeign(Path app, Path path) {
        return path.startsWith(app.resolve("lib")) && !ImageCatalogue.isOurs(path);
    }

    /** What the JVM is started with to use the archive, where the program's files are in {@code app}. */
    String flag(String app) {
        return "-XX:SharedArchiveFile=" + app + "/" + file;
    }
}
