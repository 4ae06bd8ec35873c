package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreCommandTest {
    private static final String HELD =
            "{\"is\":\"held\",\"cgroup\":\"kubepods\",\"knob\":\"CPU_QUOTA\",\"value\":\"-1\",\"identity\":1,\"boot\":\"b\"}\n";

    @TempDir
    Path folder = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int restore(Path cgroupRoot) throws IOException {
        AgentConfig.Paths paths = ConfigLoader.loadPaths(
                List.of(
                        "--cgroup-root=" + cgroupRoot,
                        "--state-dir=" + folder.resolve("state"),
                        "--proc-root=" + folder.resolve("proc")),
                Map.of());
        return new RestoreCommand(paths, new PrintStream(out, true, StandardCharsets.UTF_8)).run();
    }

    /** As in a container into which those of the host were not mounted. */
    @Test
    void forgetsNothingWhereItSeesNoControlGroups() throws IOException {
        Path journal = Files.createDirectories(folder.resolve("state")).resolve("journal.jsonl");
        Files.writeString(journal, HELD);
        assertThat(restore(folder.resolve("none"))).isEqualTo(Agent.EXIT_FAILED);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("NOT restored: No control groups at cgroup-root " + folder.resolve("none"));
        assertThat(journal).hasContent(HELD);
    }

    /** After a downgrade. */
    @Test
    void tellsOfWhatOnlyALaterVersionCanGiveBack() throws IOException {
        Path cgroups = Files.createDirectories(folder.resolve("cgroup"));
        Files.createFile(cgroups.resolve("cgroup.controllers"));
        Path boot = Files.createDirectories(folder.resolve("proc/sys/kernel/random"))
                .resolve("boot_id");
        Files.writeString(boot, "b\n");
        Path journal = Files.createDirectories(folder.resolve("state")).resolve("journal.jsonl");
        String later = HELD.replace("CPU_QUOTA", "CPU_LATENCY");
        Files.writeString(journal, later);
        assertThat(restore(cgroups)).isEqualTo(Agent.EXIT_FAILED);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("NOT restored, run this command of the later version of the agent")
                .contains("/kubepods CPU_LATENCY");
        assertThat(journal).hasContent(later);
    }

    @Test
    void hasNothingToDoWhereThereIsNoState() throws IOException {
        assertThat(restore(folder.resolve("none"))).isZero();
    }
}
