package io.sublet.e2e.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Stream;

/** A Java runtime with chosen modules, linked from the JDK that runs this program (JEP 493 links without jmods). */
public record JavaRuntime(Path directory) {
    /** Where the runtime is in an image. */
    public static final String PLACE = "/opt/java";

    /**
     * Links a runtime below {@code cache}, or finds the one linked before from the same JDK and modules. It carries a class-data archive for
     * compact object headers, because the programs run with them and jlink makes none.
     *
     * @throws ImageException if this program does not run from a JDK
     */
    public static JavaRuntime link(Path cache, SortedSet<String> modules) {
        return link(cache, modules, false);
    }

    /**
     * The same for a program that has a class-data archive of its own: small, because what the archive holds need not be quick to read
     * from elsewhere.
     *
     * @throws ImageException likewise
     */
    static JavaRuntime linkBare(Path cache, SortedSet<String> modules) {
        return link(cache, modules, true);
    }

    private static JavaRuntime link(Path cache, SortedSet<String> modules, boolean bare) {
        Path jdk = Path.of(System.getProperty("java.home"));
        Path jlink = jdk.resolve("bin/jlink");
        if (!Files.isExecutable(jlink)) {
            throw new ImageException("no jlink in " + jdk + ": run with a JDK 25 or newer (JAVA_HOME)");
        }
        try {
            String key =
                    Fingerprint.of(Files.readString(jdk.resolve("release")) + jdk + modules + (bare ? "bare" : ""));
            Path place = cache.resolve("runtime-" + key.substring(0, 16));
            if (!Files.exists(place)) {
                Files.createDirectories(cache);
                Path part = cache.resolve(place.getFileName() + ".part");
                delete(part);
                linkInto(part, jlink, modules, bare);
                Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
            }
            return new JavaRuntime(place);
        } catch (IOException e) {
            throw new ImageException("the Java runtime cannot be linked: " + e.getMessage(), e);
        }
    }

    private static void linkInto(Path directory, Path jlink, SortedSet<String> modules, boolean bare)
            throws IOException {
        Tool.run(
                List.of(
                        jlink.toString(),
                        "--add-modules",
                        String.join(",", modules),
                        "--compress",
                        bare ? "zip-6" : "zip-0",
                        "--strip-java-debug-attributes",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        directory.toString()),
                Map.of());
        if (bare) {
            ElfSymbols.drop(directory.resolve("lib/server/libjvm.so"));
        } else {
            Tool.run(
                    List.of(
                            directory.resolve("bin/java").toString(),
                            "-XX:+UseCompactObjectHeaders",
                            "-XX:+UseSerialGC",
                            "-Xshare:dump"),
                    Map.of());
        }
        // Only the launcher is used.
        Files.deleteIfExists(directory.resolve("bin/keytool"));
        Files.deleteIfExists(directory.resolve("bin/jwebserver"));
    }

    /** The launcher on this machine. */
    public Path launcher() {
        return directory.resolve("bin/java");
    }

    /** Everything that links against the C library: the launcher and the shared objects. */
    List<Path> binaries() {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".so") || file.startsWith(directory.resolve("bin")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    /** The runtime as a layer at {@link #PLACE}. */
    Layer layer() {
        return Layer.ofTree("runtime", directory, PLACE, file -> true);
    }

    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> walk = Files.walk(directory)) {
                for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
