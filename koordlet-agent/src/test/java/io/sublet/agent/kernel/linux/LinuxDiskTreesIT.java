package io.sublet.agent.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.DiskTrees;
import io.sublet.model.reading.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Small filesystems in a mount namespace of a process's own, seen through its root. */
@EnabledIf(value = "isRoot", disabledReason = "needs root to mount")
class LinuxDiskTreesIT {
    private static final long MIB = 1 << 20;
    private static final long MANY = 1_000_000;

    /** In the directory t: 1 MiB with two names, a file of 8 MiB without a block, a link upwards, a filesystem of its own with 1 MiB. */
    private static final String FILES = """
            mount -t tmpfs -o size=4m,nr_inodes=100 tmpfs "$0" && cd "$0" && mkdir t t/deep t/other &&
            dd if=/dev/zero of=t/one bs=1M count=1 && ln t/one t/deep/two && truncate -s 8M t/hole && ln -s ../.. t/deep/up &&
            mount -t tmpfs tmpfs t/other && dd if=/dev/zero of=t/other/hidden bs=1M count=1 && touch ready && exec sleep 600""";

    private final DiskTrees trees = new LinuxDiskTrees();

    @TempDir
    Path folder = Path.of("");

    private Process holder;
    private Path root = Path.of("");

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @BeforeEach
    void mount() throws IOException {
        Path directory = folder.toRealPath();
        holder = new ProcessBuilder("unshare", "--mount", "sh", "-c", FILES, directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolveSibling(folder.getFileName() + ".log").toFile())
                .start();
        root = Path.of("/proc/" + holder.pid() + "/root" + directory);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(root.resolve("ready")));
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        holder.destroyForcibly().waitFor();
        Files.deleteIfExists(folder.resolveSibling(folder.getFileName() + ".log"));
    }

    private DiskTrees.Space space() {
        return trees.space(root.toString()).toOptional().orElseThrow();
    }

    private DiskTrees.Walk walk(String directory, long most) {
        return trees.walk(root.resolve(directory).toString(), most).toOptional().orElseThrow();
    }

    @Test
    void saysHowFullAFilesystemIs() throws IOException {
        DiskTrees.Space before = space();
        assertThat(before.bytes()).isEqualTo(4 * MIB);
        assertThat(before.available()).isEqualTo(3 * MIB);
        assertThat(before.inodes()).isEqualTo(100);

        for (int i = 0; i < 10; i++) {
            Files.write(root.resolve("file-" + i), new byte[4096]);
        }

        DiskTrees.Space after = space();
        assertThat(after.device()).isEqualTo(before.device());
        assertThat(before.available() - after.available()).isEqualTo(10 * 4096);
        assertThat(before.freeInodes() - after.freeInodes()).isEqualTo(10);
    }

    @Test
    void countsBlocksOnceAndStaysOnTheFilesystem() {
        try (DiskTrees.Walk walk = walk("t", MANY)) {
            while (walk.step(2)) {
                assertThat(walk.size().bytes()).isLessThanOrEqualTo(MIB);
            }
            // The file, the one without blocks, the directory below, the link; the other filesystem is none of this.
            assertThat(walk.size()).isEqualTo(new DiskTrees.Size(MIB, 4, true));
            assertThat(walk.device()).isEqualTo(space().device());
        }
    }

    @Test
    void countsHalfOfAFileOfWhichTheOtherNameIsElsewhere() {
        try (DiskTrees.Walk walk = walk("t/deep", MANY)) {
            assertThat(walk.step(1000)).isFalse();
            assertThat(walk.size().bytes()).isEqualTo(MIB / 2);
        }
    }

    @Test
    void endsIncompleteWhereThereIsTooMuchOrTooDeep() throws IOException {
        try (DiskTrees.Walk walk = walk("t", 2)) {
            assertThat(walk.step(1000)).isFalse();
            assertThat(walk.size().complete()).isFalse();
        }
        Files.createDirectories(root.resolve("d" + "/d".repeat(70)));
        try (DiskTrees.Walk walk = walk("d", MANY)) {
            assertThat(walk.step(1000)).isFalse();
            assertThat(walk.size().complete()).isFalse();
            assertThat(walk.size().inodes()).isEqualTo(64);
        }
    }

    @Test
    void leavesNoDescriptorOpen() throws IOException {
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            try (DiskTrees.Walk walk = walk("t", MANY)) {
                walk.step(i % 4);
            }
            assertThat(trees.walk(root.resolve("ready").toString(), MANY)).isInstanceOf(Reading.Missing.class);
            assertThat(trees.space(root.resolve("absent").toString())).isInstanceOf(Reading.Missing.class);
        }
        assertThat(descriptors()).isLessThan(before + 20);
    }

    private static long descriptors() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
