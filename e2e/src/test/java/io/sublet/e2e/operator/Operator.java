package io.sublet.e2e.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sublet.e2e.cluster.OperatorTools;
import io.sublet.e2e.cluster.local.KubePrograms;
import io.sublet.e2e.image.ImageCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A person at a shell in the project's directory, with helm and kubectl, who does what the documentation says. */
public record Operator(Path kubeconfig, String node) {
    private static final Path PROJECT = Path.of("..");

    /** The commands of a section of {@code docs/operations.md}, in their order; a section ends where the next one begins. */
    public static List<String> documented(String heading) {
        return DocumentedCommand.all().stream()
                .filter(command -> command.page().equals("docs/operations.md")
                        && command.heading().equals(heading))
                .map(DocumentedCommand::line)
                .toList();
    }

    /** Laid out once: the plugin's classes are kept for the next start by the time and size of its files. */
    private static final class Plugin {
        private static final Path FOLDER = layOut();

        private Plugin() {}

        /** As {@code make cli} does. */
        private static Path layOut() {
            Path folder = Path.of("target", "plugin").toAbsolutePath();
            Path built = PROJECT.resolve("cli/target");
            Path agent = PROJECT.resolve("koordlet-agent/target");
            try {
                Files.createDirectories(folder.resolve("lib"));
                Files.createDirectories(folder.resolve("agent/lib"));
                copy(built.resolve("lib"), folder.resolve("lib"));
                copy(agent.resolve("lib"), folder.resolve("agent/lib"));
                copy(PROJECT.resolve("cli/src/main/launcher"), folder);
                copyAs(
                        agent.resolve("sublet-koordlet-agent-" + ImageCatalogue.VERSION + ".jar"),
                        folder.resolve("agent/agent.jar"));
                copyAs(built.resolve("kubectl-sublet.jar"), folder.resolve("lib/kubectl-sublet.jar"));
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException("the plugin cannot be laid out", e);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                copyAs(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void copyAs(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    /**
     * How a command ended.
     *
     * @param output of both streams
     */
    public record Outcome(int code, String output) {}

    /** Runs a command line; its output. Fails with the output if the command does. */
    public String run(String command) {
        Outcome outcome = attempt(command);
        if (outcome.code() != 0) {
            throw new AssertionError(command + ": " + outcome.output());
        }
        return outcome.output();
    }

    /** Runs a command line in the project's directory, whatever becomes of it. */
    public Outcome attempt(String command) {
        return attempt(command, PROJECT);
    }

    /** The same in another directory. */
    public Outcome attempt(String command, Path directory) {
        try {
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", command.replace("NODE", node))
                    .directory(directory.toFile())
                    .redirectErrorStream(true);
            Path kubectl = KubePrograms.find().program("kubectl").resolveSibling("");
            builder.environment()
                    .merge(
                            "PATH",
                            (command.contains("kubectl sublet") ? Plugin.FOLDER + ":" : "")
                                    + OperatorTools.find().directory() + ":" + kubectl,
                            (path, ours) -> ours + ":" + path);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("KUBECONFIG", kubeconfig.toAbsolutePath().toString());
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
