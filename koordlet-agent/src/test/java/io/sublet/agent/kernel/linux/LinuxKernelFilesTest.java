package io.sublet.agent.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxKernelFilesTest {
    @TempDir
    Path folder = Path.of("");

    private final LinuxKernelFiles files = new LinuxKernelFiles();

    /** Whether the names look like groups or not, and whether or not the file system counts directories. */
    @Test
    void findsDirectoriesOfAnyNameAndNothingElse() throws IOException {
        for (String file : List.of("tasks", "cpu.shares", "notes.slice")) {
            Files.createFile(folder.resolve(file));
        }
        assertThat(files.directories(folder.toString())).isEmpty();
        for (String directory : List.of("pod1", "x.slice", "y.scope", "z.d")) {
            Files.createDirectory(folder.resolve(directory));
        }
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("pod1"));
        assertThat(files.directories(folder.toString())).containsExactlyInAnyOrder("pod1", "x.slice", "y.scope", "z.d");
        assertThat(files.entries(folder.toString())).hasSize(8);
        assertThat(files.directories(folder.resolve("none").toString())).isEmpty();
        assertThat(files.entries(folder.resolve("none").toString())).isEmpty();
    }

    @Test
    void tellsADirectoryFromItsSuccessorAndFromNone() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("a"));
        assertThat(files.identity(directory.toString())).isInstanceOf(Identity.Known.class);
        assertThat(files.identity(directory.toString())).isEqualTo(files.identity(directory.toString()));
        assertThat(files.identity(folder.resolve("b").toString())).isInstanceOf(Identity.Gone.class);
    }
}
