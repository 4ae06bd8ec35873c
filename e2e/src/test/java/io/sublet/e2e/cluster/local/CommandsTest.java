package io.sublet.e2e.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void aProcessIsRecordedAndInItsCgroupsBeforeItBecomesItsProgram() throws Exception {
        Path record = directory.resolve("records").resolve("a program");
        Path group = Files.createDirectories(directory.resolve("group"));
        Files.createDirectories(record.getParent());

        Process process = new ProcessBuilder(Commands.recorded(
                        record, List.of(group), List.of("cat", record.toString(), group + "/cgroup.procs")))
                .redirectErrorStream(true)
                .start();
        List<String> seen = output(process).lines().toList();

        assertThat(process.waitFor()).isZero();
        assertThat(ProcessRecord.parse("x", seen.getFirst()))
                .get()
                .extracting(ProcessRecord::pid)
                .isEqualTo(process.pid());
        assertThat(seen.get(1)).isEqualTo(Long.toString(process.pid()));
        assertThat(ProcessRecord.read(record))
                .get()
                .extracting(ProcessRecord::isAlive)
                .isEqualTo(false);
    }

    @Test
    void aProcessThatCannotJoinItsCgroupDoesNotBecomeItsProgram() throws Exception {
        Process process = new ProcessBuilder(Commands.recorded(
                        directory.resolve("record"),
                        List.of(directory.resolve("no-such-group")),
                        List.of("echo", "started")))
                .start();

        assertThat(output(process)).isEmpty();
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void entersAMachineByItsFirstProcess() {
        assertThat(Commands.inMachine(42, List.of("ctr", "version")))
                .containsExactly(
                        "nsenter",
                        "--target=42",
                        "--mount",
                        "--pid",
                        "--net",
                        "--cgroup",
                        "--uts",
                        "--",
                        "ctr",
                        "version");
        assertThat(Commands.inNetwork(42, List.of("ip", "link")))
                .containsExactly("nsenter", "--target=42", "--net", "--", "ip", "link");
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
