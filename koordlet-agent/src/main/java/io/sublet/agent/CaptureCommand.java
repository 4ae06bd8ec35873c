package io.sublet.agent;

import io.sublet.agent.capture.Capture;
import io.sublet.agent.kernel.RecordingFiles;
import io.sublet.agent.kernel.linux.LinuxKernelFiles;
import io.sublet.agent.observe.ObserverPaths;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * {@code sublet-agent capture}: what the agent reads of this node, into an archive. Needs no cluster and writes nothing else. The
 * output {@code -} is standard output, for containers without a tool that would take a file out of them; nothing else is said there then.
 */
final class CaptureCommand {
    private static final String OUTPUT = "--output=";
    private static final String OBSERVATIONS = "--observations=";
    private static final String STANDARD_OUTPUT = "-";
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final AgentConfig.Paths paths;
    private final String output;
    private final int observations;
    private final PrintStream out;

    private CaptureCommand(AgentConfig.Paths paths, String output, int observations, PrintStream out) {
        this.paths = paths;
        this.output = output;
        this.observations = observations;
        this.out = out;
    }

    /**
     * From the arguments behind the command's name.
     *
     * @throws ConfigException if one cannot be used
     */
    static CaptureCommand of(List<String> arguments, Map<String, String> environment, PrintStream out) {
        String output = "";
        int observations = 3;
        List<String> rest = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith(OUTPUT)) {
                output = argument.substring(OUTPUT.length());
            } else if (argument.matches(OBSERVATIONS + "[1-9][0-9]?")) {
                observations = Integer.parseInt(argument.substring(OBSERVATIONS.length()));
            } else {
                rest.add(argument);
            }
        }
        if (output.isEmpty()) {
            throw new ConfigException("capture needs --output=FILE.tar.gz, or - for standard output");
        }
        return new CaptureCommand(ConfigLoader.loadPaths(rest, environment), output, observations, out);
    }

    int run() throws IOException {
        boolean toFile = !output.equals(STANDARD_OUTPUT);
        try (OutputStream file = new GZIPOutputStream(toFile ? Files.newOutputStream(Path.of(output)) : out)) {
            Capture capture = new Capture(
                    new RecordingFiles(new LinuxKernelFiles()),
                    paths.cgroupRoot(),
                    new ObserverPaths(
                            paths.procRoot(),
                            paths.sysRoot(),
                            paths.kubeletCgroupRoot(),
                            paths.cpuManagerState(),
                            paths.kubeletConfig()));
            int files = capture.write(file, observations, BETWEEN);
            if (toFile) {
                out.println("wrote " + output + " observations=" + observations + " files=" + files);
            }
        }
        return 0;
    }
}
