package io.sublet.e2e.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requests and antagonists cost is real: memory, files, connections. */
class WorkTest {
    @TempDir
    private Path directory;

    @Test
    void aRequestReadsItsFile() throws IOException {
        Path file = directory.resolve("online");
        try (FileReads reads = FileReads.of(file, 2, 8, false)) {
            assertThat(RequestWork.all(List.of(reads, new MemoryWalk(1, 100), CpuWork.ofMilliseconds(0.01)))
                            .run())
                    .isNotZero();
        }
        assertThat(Files.size(file)).isEqualTo(2 << 20);
    }

    @Test
    void aSenderSends() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread sender = Thread.ofPlatform()
                    .daemon()
                    .start(() -> Traffic.pour(server.getInetAddress().getHostAddress(), server.getLocalPort()));
            try (Socket socket = server.accept()) {
                assertThat(socket.getInputStream().readNBytes(1 << 20)).hasSize(1 << 20);
            }
            assertThat(sender).isNotNull();
        }
    }
}
