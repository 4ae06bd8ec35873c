package io.sublet.e2e.demo.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/** Reads blocks at random places of a file of its own, through the page cache or past it. */
final class FileReads implements RequestWork, AutoCloseable {
    private static final int MIB = 1 << 20;

    /** A page, and no smaller than a sector of any disk. */
    private static final int BLOCK = 4096;

    /** Aligned, as direct I/O wants it. */
    private static final ThreadLocal<ByteBuffer> BUFFERS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(BLOCK));

    private final FileChannel file;
    private final long blocks;
    private final int reads;

    private FileReads(FileChannel file, long blocks, int reads) {
        this.file = file;
        this.blocks = blocks;
        this.reads = reads;
    }

    /**
     * Writes the file, and reads it.
     *
     * @param reads of one request
     * @param direct past the page cache
     */
    static FileReads of(Path path, int mebibytes, int reads, boolean direct) throws IOException {
        write(path, mebibytes);
        return new FileReads(DirectIo.open(path, direct), (long) mebibytes * MIB / BLOCK, reads);
    }

    private static void write(Path path, int mebibytes) throws IOException {
        byte[] block = new byte[MIB];
        new Random(mebibytes).nextBytes(block);
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < mebibytes; i++) {
                ByteBuffer bytes = ByteBuffer.wrap(block);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
        }
    }

    @Override
    public long run() throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        ByteBuffer buffer = BUFFERS.get();
        long sum = 0;
        for (int i = 0; i < reads; i++) {
            buffer.clear().limit(BLOCK);
            if (file.read(buffer, random.nextLong(blocks) * BLOCK) != BLOCK) {
                throw new IOException("the file became shorter");
            }
            sum += buffer.getLong(0);
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
