package io.sublet.e2e.peer;

import io.sublet.e2e.cluster.CommandRunner;
import io.sublet.e2e.cluster.ProcessEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One of Sublet's packaged programs. It ends by itself after half an hour, should nobody be left to end it. */
final class SubletProcess implements AutoCloseable {
    private static final String LIFE_SECONDS = "1800";

    private final Process process;

    private SubletProcess(Process process) {
        this.process = process;
    }

    /** @param module its folder */
    static SubletProcess start(CommandRunner where, String module, Map<String, String> environment, Path folder) {
        ProcessBuilder builder = where.command(List.of(
                "timeout",
                LIFE_SECONDS,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("..", module, "target", "quarkus-app", "quarkus-run.jar")
                        .toString()));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(folder);
            return new SubletProcess(builder.redirectErrorStream(true)
                    .redirectOutput(folder.resolve("sublet-" + module + ".log").toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("Sublet's " + module + " cannot be started", e);
        }
    }

    @Override
    public void close() {
        ProcessEnd.await(process);
    }
}
