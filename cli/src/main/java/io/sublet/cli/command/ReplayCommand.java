package io.sublet.cli.command;

import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import io.sublet.cli.observe.ProgramPod;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: always by the agent's own program, in its container or beside the plugin, because only that knows the policies. */
@Command(
        name = "replay",
        description = "What an agent would have decided on what it has seen, as recorded or under another NodeSLO.",
        footer = {
            "",
            "Names each decision that differs from the one before, every eviction, and how often each policy decided"
                    + " what.",
            "With NODE it runs the agent's program a second time in the agent's container, which needs the right to"
                    + " create",
            "pods/exec; with --filename here, without a cluster. An agent keeps what it sees as record-observations"
                    + " says."
        })
final class ReplayCommand implements Callable<Integer> {
    /** Where the launcher of the plugin says that the agent's program is. */
    static final String AGENT_JAR = "SUBLET_AGENT_JAR";

    private static final int AGENTS_USAGE = 2;

    private final Surroundings here;

    @Mixin
    private final Connection connection = new Connection();

    @Parameters(arity = "0..1", paramLabel = "NODE")
    private @Nullable String node;

    @Option(
            names = {"-f", "--filename"},
            arity = "1..*",
            paramLabel = "FILE",
            description = "recorded observations, older ones first, in place of those of a node")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--slo", paramLabel = "FILE", description = "a NodeSLO, or its spec, to decide by instead")
    private @Nullable Path slo;

    @Option(names = "--save", paramLabel = "FILE", description = "only fetch what the node has recorded")
    private @Nullable Path save;

    ReplayCommand(Surroundings here) {
        this.here = here;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String named = node;
        if ((named == null) == files.isEmpty()) {
            throw new Failure(Exit.USAGE, "name a node, or give --filename");
        }
        if (named == null && save != null) {
            throw new Failure(Exit.USAGE, "--save is for what a node has recorded");
        }
        List<String> rule = Optional.ofNullable(slo).map(ReplayCommand::rule).orElse(List.of());
        return named == null ? replayHere(rule) : onNode(named, rule);
    }

    /** As one argument, because nothing can be put into a container that has no shell. */
    private static List<String> rule(Path file) {
        JsonObject document = DocumentFile.read(file);
        return List.of("--slo-text="
                + Json.write(document.object("spec").orElse(document).fields()));
    }

    private int onNode(String name, List<String> rule) throws IOException {
        try (Session session = connection.open(here)) {
            session.node(name);
            ProgramPod agent = session.installed()
                    .agentOn(name)
                    .orElseThrow(() -> new Failure(Exit.FINDING, "no agent runs on node " + name));
            Path wanted = save;
            if (wanted == null) {
                try (OutputStream out = new LineOutput(here.out())) {
                    run(session, agent, AgentProgram.command("replay", rule), out);
                }
            } else {
                fetch(session, agent, wanted);
            }
            return Exit.OK.code();
        }
    }

    private void fetch(Session session, ProgramPod agent, Path wanted) throws IOException {
        Path begun = wanted.resolveSibling(wanted.getFileName() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(begun)) {
                run(session, agent, AgentProgram.command("recorded", List.of()), out);
            }
            Files.move(begun, wanted, StandardCopyOption.REPLACE_EXISTING);
            here.out().println("wrote " + wanted + ", " + Files.size(wanted) + " bytes");
        } finally {
            Files.deleteIfExists(begun);
        }
    }

    private static void run(Session session, ProgramPod agent, List<String> command, OutputStream out) {
        session.remote().run(AgentProgram.container(agent), command, out).ifPresent(problem -> {
            throw new Failure(Exit.FINDING, "the agent of node " + agent.node() + ": " + problem);
        });
    }

    private int replayHere(List<String> rule) throws IOException, InterruptedException {
        String jar = here.environment().getOrDefault(AGENT_JAR, "");
        if (jar.isEmpty() || !Files.isRegularFile(Path.of(jar))) {
            throw new Failure(
                    Exit.USAGE,
                    "replaying files needs the agent's program beside the plugin, where 'make cli' puts it");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                jar,
                "replay"));
        files.forEach(file -> command.add(file.toString()));
        command.addAll(rule);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream in = process.getInputStream();
                OutputStream out = new LineOutput(here.out())) {
            process.getOutputStream().close();
            in.transferTo(out);
        }
        int code = process.waitFor();
        if (code == 0) {
            return Exit.OK.code();
        }
        return code == AGENTS_USAGE ? Exit.USAGE.code() : Exit.FINDING.code();
    }
}
