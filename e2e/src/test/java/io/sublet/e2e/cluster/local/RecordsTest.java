package io.sublet.e2e.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {
    private static final String STAT =
            "4242 (a (b) c) S 1 4242 4242 0 -1 4194560 1 0 0 0 7 8 0 0 20 0 5 0 987654 1000 200 1844";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theStateIsReadBackAsItWasWritten() {
        ClusterState state = new ClusterState(
                "0a0b0c0d",
                false,
                true,
                new ClusterSpec(2, 30, 7),
                40_123,
                List.of("node-1", "node-2"),
                List.of("cpuset"));

        assertThat(ClusterState.parse(state.render())).isEqualTo(state);
        assertThat(ClusterState.parse(state.asReady().render()).ready()).isTrue();
        assertThat(state.processes()).containsExactly("node-1", "node-2", "control-plane", "forward", "simulation");
    }

    @Test
    void aStateThatIsCutShortIsNamedAsUnreadable() {
        assertThatThrownBy(() -> ClusterState.parse("{\"id\": \"0a"))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("the record of the cluster is not readable");
    }

    @Test
    void aProcessIsKnownByItsIdAndStartTimeWhateverItsNameContains() {
        assertThat(ProcessRecord.parse("etcd", STAT)).contains(new ProcessRecord("etcd", 4242, 987_654));
        assertThat(ProcessRecord.parse("etcd", STAT.substring(0, 30))).isEmpty();
        assertThat(ProcessRecord.parse("etcd", "")).isEmpty();
    }

    @Test
    void aProcessWithTheSameIdAndAnotherStartIsNotTheRecordedOne() {
        ProcessRecord self =
                ProcessRecord.running("self", ProcessHandle.current().pid()).orElseThrow();

        assertThat(self.isAlive()).isTrue();
        assertThat(new ProcessRecord("self", self.pid(), self.startTicks() - 1).isAlive())
                .isFalse();
    }

    @Test
    void twoStateDirectoriesNeverShareAClusterId() {
        assertThat(StateDirectory.at(directory.resolve("a")).clusterId())
                .matches("[0-9a-f]{8}")
                .isEqualTo(StateDirectory.at(directory.resolve("x/../a")).clusterId())
                .isNotEqualTo(StateDirectory.at(directory.resolve("b")).clusterId());
    }

    @Test
    void aFullDiskIsNamedBeforeAndAfterAStart() {
        assertThatThrownBy(() -> new DiskRoom(Path.of("/state"), 100).requireForCluster())
                .isInstanceOf(ClusterException.class)
                .hasMessage("the disk of /state is full: 100 MiB are free, and a cluster needs 512; make room, or name"
                        + " another place with SUBLET_STATE");
        new DiskRoom(Path.of("/state"), 512).requireForCluster();
        assertThat(new DiskRoom(Path.of("/state"), 3).reason()).contains("the disk of /state is full, 3 MiB are free");
        assertThat(new DiskRoom(Path.of("/state"), 100).reason())
                .as("something else is wrong")
                .isEmpty();
        assertThat(DiskRoom.of(directory.resolve("not/there/yet")).freeMib()).isPositive();
    }

    @Test
    void onlyOneCommandAtATimeChangesAClusterAndAnEmptyStateIsNotLeft() {
        StateDirectory state = StateDirectory.at(directory.resolve("state"));
        try (StateLock _ = StateLock.take(state)) {
            assertThatThrownBy(() -> StateLock.take(state))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("another command is at work");
        }
        assertThat(state.root()).doesNotExist();
        StateLock.take(state).close();
    }

    @Test
    void aPortInUseIsRefusedInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> FreePorts.require(Integer.toString(taken.getLocalPort())))
                    .isInstanceOf(ClusterException.class)
                    .hasMessage("port " + taken.getLocalPort()
                            + " of 127.0.0.1 is in use: choose another with SUBLET_API_PORT, or leave it unset");
        }
    }

    @Test
    void freePortsDiffer() {
        assertThat(FreePorts.choose(5)).doesNotHaveDuplicates().allMatch(port -> port > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http", "", "1234567"})
    void whatIsNoPortIsRefused(String wanted) {
        assertThatThrownBy(() -> FreePorts.require(wanted))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("it can be 1 to 65535");
    }

    @Test
    void moreNodesThanThereAreAddressesForAreRefused() {
        assertThatThrownBy(() -> new ClusterSpec(10, 0, 1))
                .isInstanceOf(ClusterException.class)
                .hasMessage("NODES is 10; it can be 0 to 9");
        assertThatThrownBy(() -> new ClusterSpec(1, -1, 1))
                .isInstanceOf(ClusterException.class)
                .hasMessage("SIMULATED_NODES is -1; it can be 0 to 10000");
    }

    @Test
    void anInterruptedWriteLeavesTheOldFile() throws IOException {
        Path file = StateDirectory.write(directory.resolve("deep/file"), "old");
        Files.createDirectory(directory.resolve("deep/file.part"));

        assertThatThrownBy(() -> StateDirectory.write(file, "new")).isInstanceOf(ClusterException.class);
        assertThat(file).hasContent("old");
    }
}
