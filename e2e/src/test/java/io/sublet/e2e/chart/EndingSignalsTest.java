package io.sublet.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EndingSignalsTest {
    /** Found by a demonstration that Ctrl-C did not end. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aProgramCanBeEndedAfterHelmWasAtWorkInIt(@TempDir Path folder) throws Exception {
        Process program = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InstallingProgram.class.getName(),
                        folder.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            // Among whatever else the JVM says.
            assertThat(program.inputReader().lines().anyMatch("waits"::equals)).isTrue();

            program.toHandle().destroy();

            assertThat(program.waitFor()).isEqualTo(128 + 15);
        } finally {
            program.destroyForcibly();
        }
    }
}
