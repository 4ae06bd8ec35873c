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
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The agent as its image holds it, laid out on this machine as well: a runtime of its own, the jars, and a class-data archive of both, which
 * spares the start the parsing of 3,500 classes. The archive is made from a list of classes, not by a run, with the heap that the
 * agent has and by relative paths, so that the same jars always give the same file; the JVM goes without it if it does not fit.
 */
public record AgentProgram(JavaRuntime runtime, Path directory) {
    /** What the agent needs: no framework, the JDK's own HTTP server. */
    static final SortedSet<String> MODULES =
            new TreeSet<>(List.of("java.base", "java.logging", "jdk.httpserver", "jdk.unsupported"));

    private static final String APP = "app";
    private static final String JAR = "agent.jar";
    private static final String ARCHIVE = "agent.jsa";
    private static final String CLASSES = "agent.classes";

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
            program.layOut(jar, libraries);
        } catch (IOException | UncheckedIOException e) {
            throw new ImageException("the agent cannot be laid out below " + scratch + ": " + e.getMessage(), e);
        }
        return program;
    }

    private void layOut(Path jar, Path libraries) throws IOException {
        List<Path> jars = new ArrayList<>(List.of(jar));
        try (Stream<Path> files = Files.list(libraries)) {
            files.sorted().forEach(jars::add);
        }
        StringBuilder parts = new StringBuilder(runtime.directory().getFileName() + " " + flags() + " " + seen());
        for (Path part : jars) {
            parts.append(' ').append(part.getFileName()).append(' ').append(Fingerprint.of(part));
        }
        String key = Fingerprint.of(parts.toString());
        Path inputs = directory.resolve("inputs");
        if (Files.exists(inputs) && Files.readString(inputs).equals(key)) {
            return;
        }
        JavaRuntime.delete(directory);
        Files.createDirectories(directory.resolve(APP).resolve("lib"));
        for (Path part : jars) {
            String name = part.equals(jar) ? JAR : "lib/" + part.getFileName();
            Path copy = Files.copy(part, directory.resolve(APP).resolve(name));
            // The archive knows jars by size and time, and in an image they are of this time.
            Files.setLastModifiedTime(copy, FileTime.from(ImageBuilder.EPOCH));
        }
        dump(jars.stream().filter(ImageCatalogue::isOurs).toList());
        Files.writeString(inputs, key);
    }

    private void dump(List<Path> ownJars) throws IOException {
        Files.write(directory.resolve(CLASSES), ClassList.of(seen(), ownJars));
        List<String> command = new ArrayList<>(List.of(runtime.launcher().toString()));
        // The archive itself would count against the limit while it is made.
        flags().stream()
                .filter(flag -> !flag.startsWith("-XX:MaxMetaspaceSize"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + CLASSES,
                "-XX:SharedArchiveFile=" + APP + "/" + ARCHIVE,
                "-Xlog:disable",
                "-cp",
                APP + "/" + JAR));
        Tool.run(command, Map.of(), directory);
    }

    /** What the agent was seen to load. */
    private static List<String> seen() {
        try (InputStream in = AgentProgram.class.getResourceAsStream(CLASSES)) {
            if (in == null) {
                throw new ImageException("the program lacks its file " + CLASSES);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + CLASSES, e);
        }
    }

    private static List<String> flags() {
        return Stream.concat(ImageCatalogue.COMMON_FLAGS.stream(), FLAGS.stream())
                .toList();
    }

    /** The layers of its image above that of the runtime. */
    List<Layer> layers() {
        Path app = directory.resolve(APP);
        return List.of(
                Layer.ofTree("dependencies", app, "/" + APP, file -> isLibrary(file) && !ImageCatalogue.isOurs(file)),
                Layer.ofTree("application", app, "/" + APP, file -> !isLibrary(file) || ImageCatalogue.isOurs(file)));
    }

    private static boolean isLibrary(Path file) {
        return file.resolveSibling("").endsWith("lib");
    }

    /** How its image starts it. */
    List<String> entrypoint() {
        return command(JavaRuntime.PLACE + "/bin/java", "/" + APP);
    }

    /** How to start it on this machine, in the same way. */
    public List<String> command() {
        return command(runtime.launcher().toString(), directory.resolve(APP).toString());
    }

    private static List<String> command(String launcher, String app) {
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(flags());
        command.addAll(List.of(
                "-XX:SharedArchiveFile=" + app + "/" + ARCHIVE, "-cp", app + "/" + JAR, "io.sublet.agent.Main"));
        return command;
    }
}
