package io.sublet.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a program that is really ended. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CleanEndTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final List<Process> started = new ArrayList<>();

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-cp",
                System.getProperty("java.class.path"),
                EndingProgram.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // A JVM says that it has found one of these, among what the program says.
        builder.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void theEndWaitsForTheRemovalAndIsToldOfOnce() throws Exception {
        Process program = start("work");
        BufferedReader said = program.inputReader();
        assertThat(said.readLine()).isEqualTo("begun");

        // Unlike the process its handle leaves the streams open.
        program.toHandle().destroy();
        assertThat(List.of(said.readLine(), said.readLine())).containsExactly("told", "removing true false");
        program.getOutputStream().close();

        assertThat(said.readLine()).isEqualTo("removed false");
        assertThat(said.readLine()).isNull();
        assertThat(program.waitFor()).isEqualTo(128 + 15);
    }

    @Test
    void workThatDoesNotReturnIsNotWaitedForWithoutEnd() throws Exception {
        Process program = start("endless-work");
        BufferedReader said = program.inputReader();
        assertThat(said.readLine()).isEqualTo("begun");

        program.toHandle().destroy();

        assertThat(List.of(said.readLine(), said.readLine())).containsExactly("told", "otherwise");
        assertThat(program.waitFor()).isEqualTo(128 + 15);
    }

    @Test
    void aProgramEndsWithTheOneThatStartedItAlsoIfThatIsKilled() throws Exception {
        Process program = start("child", "sleep", "600");
        Path child = Path.of("/proc", program.inputReader().readLine());
        await().atMost(PATIENCE).until(() -> read(child, "comm").startsWith("sleep"));

        program.destroyForcibly();

        // Or it has ended and nobody has asked how.
        await().atMost(PATIENCE)
                .until(() -> !Files.exists(child) || read(child, "stat").contains(") Z "));
    }

    /** Empty if it has ended. */
    private static String read(Path process, String file) {
        try {
            return Files.readString(process.resolve(file));
        } catch (IOException e) {
            return "";
        }
    }
}
