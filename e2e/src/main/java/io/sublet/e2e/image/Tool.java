package io.sublet.e2e.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs a program of this machine to its end. */
public final class Tool {
    private Tool() {}

    /**
     * What the program printed.
     *
     * @throws ImageException with the program's last words if it cannot be started or ends with another code than 0
     */
    static String run(List<String> command, Map<String, String> environment) {
        return run(command, environment, Path.of(""));
    }

    /**
     * The same, started in a directory.
     *
     * @throws ImageException likewise
     */
    public static String run(List<String> command, Map<String, String> environment, Path directory) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(directory.toAbsolutePath().toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new ImageException(command.getFirst() + " ended with " + code + ": " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new ImageException(command.getFirst() + " cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageException("interrupted while running " + command.getFirst(), e);
        }
    }
}
