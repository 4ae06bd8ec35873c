package io.sublet.e2e.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The agent as its image holds it, laid out on this machine as well: a runtime of its own, the jars, and a class-data archive of both. */
public record AgentProgram(JavaRuntime runtime, Path directory) {
    /** What the agent needs: no framework, the JDK's own HTTP server. */
    static final SortedSet<String> MODULES =
            new TreeSet<>(List.of("java.base", "java.logging", "jdk.httpserver", "jdk.unsupported"));

    private static final String JAR = "agent.jar";

    /**
     * A heap that follows what lives in it, and native memory of the compiler given back. What a tick runs once, with a loop in it, is compiled
     * after ten ticks, not after a hundred.
     */
    private static final List<String> FLAGS = List.of(
            "-Xms8m",
            "-Xmx32m",
            "-Xmn3m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=25",
            "-XX:TrimNativeHeapInterval=30000",
            "-Xss256k",
            "-XX:TieredStopAtLevel=1",
            "-XX:Tier3MinInvocationThreshold=10",
            "-XX:ReservedCodeCacheSize=24m",
            "-XX:MaxMetaspaceSize=64m");

    /**
     * Lays it out below {@code scratch}, or finds it there as it has to be.
     *
     * @throws ImageException if the agent is not built
     */
    public static AgentProgram prepare(Path project, Path scratch) {
        Path target = project.toAbsolutePath().normalize().resolve("koordlet-agent/target");
        Path jar = target.resolve("sublet-koordlet-agent-" + ImageCatalogue.VERSION + ".jar");
        Path libraries = target.resolve("lib");
        if (!Files.exists(jar) || !Files.exists(libraries)) {
            throw new ImageException("missing: " + jar + ". Run 'make build' first");
        }
        // Absolute, because the archive is made in another working directory.
        Path work = scratch.toAbsolutePath();
        AgentProgram program = new AgentProgram(JavaRuntime.linkBare(work, MODULES), work.resolve("agent-program"));
        try {
            archive().layOut(program.runtime, program.directory, files(jar, libraries));
        } catch (IOException | UncheckedIOException e) {
            throw new ImageException("the agent cannot be laid out below " + scratch + ": " + e.getMessage(), e);
        }
        return program;
    }

    private static SortedMap<String, Path> files(Path jar, Path libraries) throws IOException {
        SortedMap<String, Path> files = new TreeMap<>(Map.of(JAR, jar));
        try (Stream<Path> all = Files.list(libraries)) {
            all.forEach(library -> files.put("lib/" + library.getFileName(), library));
        }
        return files;
    }

    private static ClassArchive archive() {
        return new ClassArchive("agent.jsa", "agent.classes", JAR, flags());
    }

    private static List<String> flags() {
        return Stream.concat(ImageCatalogue.COMMON_FLAGS.stream(), FLAGS.stream())
                .toList();
    }

    /** The layers of its image above that of the runtime. */
    List<Layer> layers() {
        return archive().layers(directory);
    }

    /** How its image starts it. */
    List<String> entrypoint() {
        return command(JavaRuntime.PLACE + "/bin/java", "/" + ClassArchive.APP);
    }

    /** How to start it on this machine, in the same way. */
    public List<String> command() {
        return command(
                runtime.launcher().toString(),
                directory.resolve(ClassArchive.APP).toString());
    }

    private static List<String> command(String launcher, String app) {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(flags());
        command.addAll(List.of(archive().flag(app), "-cp", app + "/" + JAR, "io.sublet.agent.Main"));
        return command;
    }
}
