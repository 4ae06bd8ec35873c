package io.sublet.agent.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** By what the kernel tells of the thread in /proc. */
class ShortSliceIT {
    private static final String SLICE = "se.slice";

    private static Optional<String> slice() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/sched")).stream()
                .filter(line -> line.startsWith(SLICE + " "))
                .map(line -> line.replaceAll(".*:\\s*", ""))
                .findFirst();
    }

    @Test
    void aThreadHasItAndThoseThatItStartsDoNot() throws Exception {
        Optional<String> usual = slice();
        assumeThat(usual)
                .as("kernels since 6.12 with CONFIG_SCHED_DEBUG tell the slice")
                .isPresent();
        StringBuilder seen = new StringBuilder();
        Thread asking = Thread.ofPlatform().start(() -> {
            try {
                assertThat(ShortSlice.ask()).isTrue();
                seen.append(slice().orElseThrow());
                Thread child = Thread.ofPlatform().start(() -> {
                    try {
                        seen.append(' ').append(slice().orElseThrow());
                    } catch (IOException e) {
                        seen.append(e);
                    }
                });
                child.join();
            } catch (IOException | InterruptedException e) {
                seen.append(e);
            }
        });
        asking.join();
        assertThat(seen.toString()).isEqualTo("100000 " + usual.orElseThrow());
    }
}
