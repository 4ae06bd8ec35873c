package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps two commands from changing one cluster at a time. The kernel gives it back when the process ends. */
final class StateLock implements AutoCloseable {
    private final StateDirectory state;
    private final FileChannel channel;

    private StateLock(StateDirectory state, FileChannel channel) {
        this.state = state;
        this.channel = channel;
    }

    /** Takes the lock; {@link ClusterException} if another command has it. */
    static StateLock take(StateDirectory state) {
        Path file = state.lock();
        StateDirectory.directory(state.root());
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new ClusterException("another command is at work on the cluster in " + state.root());
            }
            // The holder before us deleted the file; it may have done so between our opening and our locking it.
            String mark = ProcessHandle.current().pid() + " " + System.nanoTime();
            channel.write(ByteBuffer.wrap(mark.getBytes(StandardCharsets.UTF_8)));
            if (!Files.exists(file) || !Files.readString(file).equals(mark)) {
                channel.close();
                return take(state);
            }
            return new StateLock(state, channel);
        } catch (IOException e) {
            throw new ClusterException("cannot lock " + file + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Gives the lock back, and removes the state directory if nothing else is in it. */
    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(state.lock());
            Files.deleteIfExists(state.root());
        } catch (DirectoryNotEmptyException e) {
            // The cluster's state.
        } catch (IOException e) {
            throw new ClusterException("cannot give back the lock " + state.lock() + ": " + e.getMessage(), e);
        }
    }
}
