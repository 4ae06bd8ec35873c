package io.sublet.e2e.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A central program as its image holds it, laid out on this machine as well: its runtime, its jars and a class-data archive of both. */
public record QuarkusProgram(String name, JavaRuntime runtime, Path directory) {
    /** What Quarkus with its Kubernetes client needs; its dependencies name more, for features that are not used. */
    static final SortedSet<String> MODULES = new TreeSet<>(List.of(
            "java.base",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.sql",
            "java.xml",
            "jdk.management",
            "jdk.unsupported",
            "jdk.zipfs"));

    private static final String JAR = "quarkus-run.jar";
    /** What any of the three was seen to load; what one of them does not have is passed over. */
    private static final String CLASSES = "central.classes";

    /** The archive does not depend on how large the heap is, but on that it is a small one. */
    private static final String HEAP_OF_THE_DUMP = "-XX:MaxRAM=1g";

    /**
     * Lays it out below {@code scratch}, or finds it there as it has to be.
     *
     * @param name of its image
     * @param module its folder in the project
     * @throws ImageException if it is not built
     */
    public static QuarkusProgram prepare(Path project, Path scratch, String name, String module) {
        Path built = project.toAbsolutePath().normalize().resolve(module).resolve("target/quarkus-app");
        if (!Files.exists(built.resolve(JAR))) {
            throw new ImageException("missing: " + built.resolve(JAR) + ". Run 'make build' first");
        }
        // Absolute, because the archive is made in another working directory.
        Path work = scratch.toAbsolutePath();
        QuarkusProgram program =
                new QuarkusProgram(name, JavaRuntime.link(work, MODULES), work.resolve(name + "-program"));
        try {
            program.archive().layOut(program.runtime, program.directory, files(built));
        } catch (IOException | UncheckedIOException e) {
            throw new ImageException("the " + name + " cannot be laid out below " + scratch + ": " + e.getMessage(), e);
        }
        return program;
    }

    private static SortedMap<String, Path> files(Path built) throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(built)) {
            walk.filter(Files::isRegularFile)
                    .forEach(file -> files.put(built.relativize(file).toString(), file));
        }
        return files;
    }

    private ClassArchive archive() {
        List<String> flags = new ArrayList<>(ImageCatalogue.centralFlags(name));
        flags.add(HEAP_OF_THE_DUMP);
        return new ClassArchive(name + ".jsa", CLASSES, JAR, flags);
    }

    /** The layers of its image above that of the runtime. */
    List<Layer> layers() {
        return archive().layers(directory);
    }

    /** How its image starts it. */
    List<String> entrypoint() {
        return command(JavaRuntime.PLACE + "/bin/java", "/" + ClassArchive.APP, List.of());
    }

    /**
     * How to start it on this machine, in the same way.
     *
     * @param memoryMib the container's memory limit, which the heap follows
     */
    public List<String> command(int memoryMib) {
        return command(
                runtime.launcher().toString(),
                directory.resolve(ClassArchive.APP).toString(),
                List.of("-XX:MaxRAM=" + memoryMib + "m"));
    }

    private List<String> command(String launcher, String app, List<String> more) {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(ImageCatalogue.centralFlags(name));
        command.addAll(more);
        command.addAll(List.of(archive().flag(app), "-jar", app + "/" + JAR));
        return command;
    }
}
