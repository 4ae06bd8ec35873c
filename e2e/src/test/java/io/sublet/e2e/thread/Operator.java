package io.sublet.e2e.thread;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sublet.e2e.cluster.OperatorTools;
import io.sublet.e2e.cluster.local.KubePrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A person at a shell in the project's directory, with helm and kubectl, who does what the documentation says. */
record Operator(Path kubeconfig, String node) {
    private static final Path PROJECT = Path.of("..");

    /** The commands of a section of {@code docs/operations.md}, in their order; a section ends where the next one begins. */
    static List<String> documented(String heading) {
        List<String> commands = new ArrayList<>();
        boolean inSection = false;
        StringBuilder command = new StringBuilder();
        for (String line : lines(PROJECT.resolve("docs/operations.md"))) {
            if (line.startsWith("#") && !line.startsWith("# ctr")) {
                inSection = line.equals(heading);
            } else if (inSection && (line.startsWith("$ ") || !command.isEmpty())) {
                command.append(line.replaceFirst("^\\$ ", "")
                        .replaceFirst(" +# .*", "")
                        .replaceFirst("\\\\$", ""));
                if (!line.endsWith("\\")) {
                    commands.add(command.toString().strip());
                    command.setLength(0);
                }
            }
        }
        return commands;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where kubectl finds its plugin, laid out as {@code make cli} does. */
    private static Path plugin() throws IOException {
        Path folder = Path.of("target", "plugin").toAbsolutePath();
        Path lib = Files.createDirectories(folder.resolve("lib"));
        Path built = PROJECT.resolve("cli/target");
        copy(built.resolve("lib"), lib);
        copy(PROJECT.resolve("cli/src/main/launcher"), folder);
        Files.copy(
                built.resolve("kubectl-sublet.jar"),
                lib.resolve("kubectl-sublet.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        return folder;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Runs a command line; its output. Fails with the output if the command does. */
    String run(String command) {
        try {
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", command.replace("NODE", node))
                    .directory(PROJECT.toFile())
                    .redirectErrorStream(true);
            Path kubectl = KubePrograms.find().program("kubectl").resolveSibling("");
            builder.environment()
                    .merge(
                            "PATH",
                            plugin() + ":" + OperatorTools.find().directory() + ":" + kubectl,
                            (path, ours) -> ours + ":" + path);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("KUBECONFIG", kubeconfig.toAbsolutePath().toString());
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
