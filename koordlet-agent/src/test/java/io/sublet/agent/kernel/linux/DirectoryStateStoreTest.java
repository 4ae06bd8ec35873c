package io.sublet.agent.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStateStoreTest {
    @TempDir
    Path folder = Path.of("");

    /** A write that the disk had no room for leaves a part of its last line. */
    @Test
    void keepsALineApartFromOneThatAFullDiskHasCut() throws IOException {
        try (DirectoryStateStore store = DirectoryStateStore.open(folder)) {
            assertThat(store.append("journal.jsonl", List.of("{\"whole\":1}"), true))
                    .isEmpty();
            Files.writeString(folder.resolve("journal.jsonl"), "{\"whole\":1}\n{\"cut\":");
            assertThat(store.append("journal.jsonl", List.of("{\"later\":2}"), true))
                    .isEmpty();
            assertThat(store.read("journal.jsonl")).containsExactly("{\"whole\":1}", "{\"cut\":", "{\"later\":2}");
        }
    }
}
