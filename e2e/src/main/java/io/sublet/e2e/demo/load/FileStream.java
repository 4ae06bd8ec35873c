package io.sublet.e2e.demo.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Threads that read a file from end to end, without end. Through the page cache the file has holes only, which cost memory and no disk, and each piece is
 * read twice, which makes the kernel take it for useful; past it the file has content, and what it costs is the disk.
 */
final class FileStream {
    private static final int MIB = 1 << 20;
    private static final int ALIGNMENT = 4096;

    private final Path path;
    private final int mebibytes;
    private final boolean direct;

    /** @param direct past the page cache */
    FileStream(Path path, int mebibytes, boolean direct) {
        this.path = path;
        this.mebibytes = mebibytes;
        this.direct = direct;
    }

    /** Makes the file and reads until the program is told to end. */
    void run(int threads) throws IOException {
        if (direct) {
            FileReads.of(path, mebibytes, 1, false).close();
        } else {
            try (FileChannel holes = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                holes.write(ByteBuffer.allocate(1), (long) mebibytes * MIB - 1);
            }
        }
        for (int i = 0; i < threads; i++) {
            int first = mebibytes / threads * i;
            Thread.ofPlatform().name("stream-" + i).start(() -> read(first));
        }
    }

    private void read(int first) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MIB + ALIGNMENT).alignedSlice(ALIGNMENT);
        try (FileChannel file = DirectIo.open(path, direct)) {
            for (int i = first; ; i = (i + 1) % mebibytes) {
                for (int pass = 0; pass < (direct ? 1 : 2); pass++) {
                    buffer.clear().limit(MIB);
                    file.read(buffer, (long) i * MIB);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
