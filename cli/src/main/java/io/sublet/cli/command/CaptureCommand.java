package io.sublet.cli.command;

import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import io.sublet.cli.observe.ProgramPod;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code capture}. */
@Command(
        name = "capture",
        description =
                "What the agent of a node reads of its kernel, as an archive for a bug report; names are redacted.",
        footer = {
            "",
            "It runs the agent's program a second time in the agent's container, which needs the right to create"
                    + " pods/exec."
        })
final class CaptureCommand implements Callable<Integer> {
    private static final int MOST = 99;

    private final Surroundings here;

    @Mixin
    private final Connection connection = new Connection();

    @Parameters(paramLabel = "NODE")
    private String node = "";

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE",
            description = "default: NODE.tar.gz")
    private @Nullable Path file;

    @Option(
            names = "--observations",
            defaultValue = "3",
            description = "how often it is read, once a second, 1..99 (default: ${DEFAULT-VALUE})")
    private int observations;

    CaptureCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws IOException {
        Path wanted = Optional.ofNullable(file).orElse(Path.of(node + ".tar.gz"));
        Path begun = wanted.resolveSibling(wanted.getFileName() + ".part");
        try (Session session = connection.open(here)) {
            session.node(node);
            ProgramPod agent = session.installed()
                    .agentOn(node)
                    .orElseThrow(() -> new Failure(Exit.FINDING, "no agent runs on node " + node));
            fetch(session, agent, begun);
            Files.move(begun, wanted, StandardCopyOption.REPLACE_EXISTING);
            here.out().println("wrote " + wanted + ", " + Files.size(wanted) + " bytes");
            return Exit.OK.code();
        } finally {
            Files.deleteIfExists(begun);
        }
    }

    private void fetch(Session session, ProgramPod agent, Path into) throws IOException {
        try (OutputStream out = Files.newOutputStream(into)) {
            Optional<String> problem = session.remote()
                    .run(
                            AgentProgram.container(agent),
                            AgentProgram.command(
                                    "capture",
                                    List.of("--output=-", "--observations=" + Math.clamp(observations, 1, MOST))),
                            out);
            if (problem.isPresent()) {
                throw new Failure(
                        Exit.UNREACHABLE, "the agent of node " + node + " could not be captured: " + problem.get());
            }
        }
    }
}
