package io.sublet.agent;

import io.sublet.agent.decide.idle.BestEffortIdle;
import io.sublet.agent.replay.ObservationLine;
import io.sublet.agent.replay.ObservationLog;
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

/**
 * {@code replay [FILE...] [--slo FILE | --slo-text TEXT]}: what the policies decide on recorded observations, by default on those in the
 * state directory. Needs no cluster and no kernel, and writes nothing.
 */
final class ReplayCommand {
    private static final String SLO = "--slo";
    private static final String SLO_TEXT = "--slo-text";

    private final List<Path> files;
    private final Optional<NodeSlo> slo;
    private final AgentConfig.Timing timing;
    private final PrintStream out;

    private ReplayCommand(List<Path> files, Optional<NodeSlo> slo, AgentConfig.Timing timing, PrintStream out) {
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
    static ReplayCommand of(List<String> arguments, Map<String, String> environment, PrintStream out)
            throws IOException {
        List<Path> files = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        Optional<NodeSlo> slo = Optional.empty();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if ((argument.equals(SLO) || argument.equals(SLO_TEXT)) && i + 1 == arguments.size()) {
                throw new ConfigException(argument + " lacks a value");
            }
            if (argument.equals(SLO)) {
                i++;
                slo = Optional.of(read(Path.of(arguments.get(i))));
            } else if (argument.equals(SLO_TEXT)) {
                i++;
                slo = Optional.of(parse(arguments.get(i), SLO_TEXT));
            } else if (argument.startsWith(SLO + "=")) {
                slo = Optional.of(read(Path.of(argument.substring(SLO.length() + 1))));
            } else if (argument.startsWith(SLO_TEXT + "=")) {
                slo = Optional.of(parse(argument.substring(SLO_TEXT.length() + 1), SLO_TEXT));
            } else if (argument.startsWith("--")) {
                rest.add(argument);
            } else {
                files.add(Path.of(argument));
            }
        }
        if (files.isEmpty()) {
            String stateDir = ConfigLoader.loadPaths(rest, environment).stateDir();
            files.addAll(ObservationLog.files(Path.of(stateDir)));
            if (files.isEmpty()) {
                throw new ConfigException("no observations are kept in " + stateDir
                        + ": set record-observations=all, or name a FILE, older ones first");
            }
        }
        return new ReplayCommand(files, slo, ConfigLoader.loadTiming(rest, environment), out);
    }

    private static NodeSlo read(Path file) throws IOException {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new ConfigException("no file " + file);
        }
    }

    private static NodeSlo parse(String text, String source) {
        try {
            return SloFile.parse(text);
        } catch (JsonException e) {
            throw new ConfigException(source + ": " + e.getMessage());
        }
    }

    /** Replays; the exit code is 0 if at least one observation could be read. */
    int run() throws IOException {
        NodeRules rules = new NodeRules(new BestEffortIdle(timing.kubeletMinUptime()), timing.blindAfter());
        Replay replay = new Replay(rules::decide, slo, out::println);
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
