package io.sublet.agent;

import io.sublet.agent.decide.idle.BestEffortIdle;
import io.sublet.agent.replay.ObservationLine;
import io.sublet.agent.replay.Replay;
import io.sublet.agent.replay.SloFile;
import io.sublet.model.slo.NodeSlo;
import io.sublet.protocol.json.JsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code replay FILE... [--slo FILE]}: what the policies decide on recorded observations. Needs no cluster and no kernel, and writes nothing. */
final class ReplayCommand {
    private static final String SLO = "--slo";

    private final List<Path> files;
    private final Optional<Path> slo;
    private final AgentConfig.Timing timing;
    private final PrintStream out;

    private ReplayCommand(List<Path> files, Optional<Path> slo, AgentConfig.Timing timing, PrintStream out) {
        this.files = files;
        this.slo = slo;
        this.timing = timing;
        this.out = out;
    }

    /**
     * From the arguments behind the command's name.
     *
     * @throws ConfigException if one cannot be used
     */
    static ReplayCommand of(List<String> arguments, Map<String, String> environment, PrintStream out) {
        List<Path> files = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        Optional<Path> slo = Optional.empty();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals(SLO) && i + 1 < arguments.size()) {
                i++;
                slo = Optional.of(Path.of(arguments.get(i)));
            } else if (argument.startsWith(SLO + "=")) {
                slo = Optional.of(Path.of(argument.substring(SLO.length() + 1)));
            } else if (argument.startsWith("--")) {
                rest.add(argument);
            } else {
                files.add(Path.of(argument));
            }
        }
        if (files.isEmpty()) {
            throw new ConfigException(
                    "replay needs FILE: observations.jsonl of an agent's state-dir; older files first");
        }
        return new ReplayCommand(files, slo, ConfigLoader.loadTiming(rest, environment), out);
    }

    /** Replays; the exit code is 0 if at least one observation could be read. */
    int run() throws IOException {
        Optional<NodeSlo> other = Optional.empty();
        if (slo.isPresent()) {
            try {
                other = Optional.of(SloFile.parse(Files.readString(slo.get())));
            } catch (JsonException e) {
                throw new ConfigException(slo.get() + ": " + e.getMessage());
            } catch (NoSuchFileException e) {
                throw new ConfigException("no file " + slo.get());
            }
        }
        NodeRules rules = new NodeRules(new BestEffortIdle(timing.kubeletMinUptime()), timing.blindAfter());
        Replay replay = new Replay(rules::decide, other, out::println);
        int read = 0;
        for (Path file : files) {
            read += replay(file, replay);
        }
        replay.summarize();
        return read > 0 ? 0 : Agent.EXIT_FAILED;
    }

    private int replay(Path file, Replay replay) throws IOException {
        int read = 0;
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    try {
                        replay.add(ObservationLine.parse(line));
                        read++;
                    } catch (JsonException e) {
                        out.println(file + " line " + number + " is left out: " + e.getMessage());
                    }
                }
            }
        } catch (NoSuchFileException e) {
            throw new ConfigException("no file " + file);
        }
        return read;
    }
}
