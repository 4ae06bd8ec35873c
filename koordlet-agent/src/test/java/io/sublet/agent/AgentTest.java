package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {
    @Test
    void endsWhereThereAreNoControlGroups(@TempDir Path folder) throws IOException {
        AgentConfig config = ConfigLoader.load(
                List.of(
                        "--node-name=n",
                        "--api-server=https://127.0.0.1:1",
                        "--cgroup-root=" + folder,
                        "--state-dir=" + folder.resolve("state")),
                Map.of());
        assertThat(new Agent(config).run()).isEqualTo(Agent.EXIT_FAILED);
        assertThat(folder.resolve("state")).doesNotExist();
    }
}
