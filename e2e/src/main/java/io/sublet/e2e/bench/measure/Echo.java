package io.sublet.e2e.bench.measure;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ProcessEnd;
import io.sublet.e2e.image.ImageCatalogue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An {@link EchoServer} in a process of its own, with the flags of a central program: the floor of what that one can measure. */
public final class Echo implements AutoCloseable {
    private static final String LOG_MANAGER = "-Djava.util.logging.manager=";

    private final Process process;
    private final int port;

    private Echo(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param program whose flags it gets
     * @param memoryMib the container's memory limit, which the heap follows
     * @param keyAndCertificate files in PEM, for TLS; none for plain HTTP
     */
    public static Echo start(String program, int memoryMib, Path... keyAndCertificate) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        // that of Quarkus is not on this class path
        ImageCatalogue.centralFlags(program).stream()
                .filter(flag -> !flag.startsWith(LOG_MANAGER))
                .forEach(command::add);
        command.addAll(List.of(
                "-XX:MaxRAM=" + memoryMib + "m",
                "-cp",
                System.getProperty("java.class.path"),
                EchoServer.class.getName()));
        Arrays.stream(keyAndCertificate).map(Path::toString).forEach(command::add);
        try {
            ProcessBuilder builder = new ProcessBuilder(ProcessEnd.withThisProgram(command))
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(ImageCatalogue.ENVIRONMENT);
            Process process = builder.start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = output.readLine();
            if (line == null) {
                throw new ClusterException("the server for the floor does not start");
            }
            return new Echo(process, Integer.parseInt(line));
        } catch (IOException e) {
            throw new UncheckedIOException("the server for the floor cannot be started", e);
        }
    }

    public int port() {
        return port;
    }

    /**
     * A request of the same size as another, that is answered with so many bytes.
     *
     * @param head lines that it begins with, each with its end
     */
    public static byte[] request(String head, byte[] body, int answerBytes) {
        return KeptConnection.request(head + EchoServer.ANSWER_BYTES + ": " + answerBytes + "\r\n", body);
    }

    public long pid() {
        return process.pid();
    }

    public MeasuredProcess costs() {
        return new MeasuredProcess(process.pid());
    }

    @Override
    public void close() {
        ProcessEnd.await(process);
    }
}
