package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The agent's state directory on a disk that is full: a small one of its own, in a mount namespace of the agent's process. */
@EnabledIf(value = "isCgroupV1", disabledReason = "needs root and a cgroup v1 hierarchy")
class FullDiskIT extends AgentFixture {
    @Test
    void writesNothingToTheKernelUntilTheOriginalCanBeStored() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        Path state = Files.createDirectories(folder.resolve("state"));
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=64k tmpfs \"$0\" && touch \"$0/lock\" \"$0/journal.jsonl\""
                        + " && { cat /dev/zero > \"$0/filler\" 2>/dev/null; exec \"$@\"; }",
                state.toString()));
        command.addAll(agentCommand());
        agent = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile())
                .start();
        eventually().untilAsserted(() -> assertThat(get("/capabilities")).contains("No space left on device"));
        assertThat(text("/healthz")).isEqualTo("ok\n");
        assertThat(cgroups().snapshot()).isEqualTo(before);
        Files.delete(seenByAgent(state).resolve("filler"));
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        eventually().untilAsserted(() -> assertThat(text("/metrics")).doesNotContain("\nsublet_agent_held_values 0\n"));
    }

    /** The shell makes way for the agent, whose process has its number. */
    private Path seenByAgent(Path state) {
        String root = "/proc/" + Objects.requireNonNull(agent).pid() + "/root";
        return Path.of(root + state.toAbsolutePath());
    }
}
