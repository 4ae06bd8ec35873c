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

    /** As a crash of the machine may leave them in a file that was not forced to the disk. */
    @Test
    void readsTheOtherLinesOfAFileWithBytesThatAreNoText() throws IOException {
        byte[] bytes = {'a', '\n', (byte) 0xff, (byte) 0xfe, 0, '\n', 'b', '\n'};
        Files.write(folder.resolve("written.jsonl"), bytes);
        try (DirectoryStateStore store = DirectoryStateStore.open(folder)) {
            assertThat(store.read("written.jsonl")).hasSize(3).startsWith("a").endsWith("b");
        }
    }

    /** A folder in the file's place stands for a disk that has become read-only, which root would not notice by rights. */
    @Test
    void saysWhatCannotBeRenamedOrRemoved() throws IOException {
        Files.createDirectories(folder.resolve("full/entry"));
        Files.writeString(folder.resolve("file"), "");
        try (DirectoryStateStore store = DirectoryStateStore.open(folder)) {
            assertThat(store.rename("file", "full")).isPresent();
            assertThat(store.remove("full")).isPresent();
            assertThat(store.remove("absent")).isEmpty();
        }
    }
}
