package io.sublet.agent.kernel.linux;

import io.sublet.agent.kernel.StateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state directory on disk. One process holds it at a time, by a lock that the kernel drops with the process. */
public final class DirectoryStateStore implements StateStore, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DirectoryStateStore.class);

    private final Path directory;
    private final FileChannel lockFile;

    private DirectoryStateStore(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /**
     * Opens the directory, making it if it is not there.
     *
     * @throws IOException if that is not possible or another process holds it; the message is fit for a person
     */
    @SuppressWarnings("MustBeClosedChecker") // the lock's file is closed with the store
    public static DirectoryStateStore open(Path directory) throws IOException {
        FileChannel lockFile;
        try {
            Files.createDirectories(directory);
            lockFile = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("state-dir " + directory + " is not writable: " + e.getMessage(), e);
        }
        if (!tryLock(lockFile)) {
            lockFile.close();
            throw new IOException("state-dir " + directory + " is in use by a running agent");
        }
        return new DirectoryStateStore(directory, lockFile);
    }

    private static boolean tryLock(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public List<String> read(String name) {
        try {
            Path file = directory.resolve(name);
            if (!Files.exists(file)) {
                return List.of();
            }
            // A string of bytes that are no UTF-8, which a crash of the machine may leave, would be refused as a whole.
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory.resolve(name), e);
        }
    }

    @Override
    public void forEachLine(String name, Consumer<String> line) {
        try (Stream<String> lines = Files.lines(directory.resolve(name))) {
            lines.forEach(line);
        } catch (NoSuchFileException e) {
            log.debug("No file {} yet", name);
        } catch (IOException | UncheckedIOException e) {
            log.warn("Cannot read {} to its end: {}", name, e.getMessage());
        }
    }

    @Override
    public Optional<Failure> append(String name, List<String> lines, boolean durable) {
        return write(directory.resolve(name), lines, durable, StandardOpenOption.APPEND);
    }

    @Override
    public Optional<Failure> replace(String name, List<String> lines) {
        Path fresh = directory.resolve(name + ".new");
        Optional<Failure> failure = write(fresh, lines, true, StandardOpenOption.TRUNCATE_EXISTING);
        if (failure.isPresent()) {
            return failure;
        }
        try {
            Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
                entries.force(true);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Failure(name + ": " + e.getMessage()));
        }
    }

    private static Optional<Failure> write(
            Path file, List<String> lines, boolean durable, StandardOpenOption disposition) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, disposition)) {
            // A full disk may have taken a part of the last line; what follows must not become its end.
            String before = isCut(file, channel.size()) ? "\n" : "";
            String text = lines.isEmpty() ? "" : before + String.join("\n", lines) + "\n";
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (durable) {
                channel.force(true);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Failure(file.getFileName() + ": " + e.getMessage()));
        }
    }

    private static boolean isCut(Path file, long size) throws IOException {
        if (size == 0) {
            return false;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.read(last, size - 1) == 1 && last.get(0) != '\n';
        }
    }

    @Override
    public Optional<Failure> rename(String from, String to) {
        try {
            Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Failure("cannot rename " + from + ": " + e.getMessage()));
        }
    }

    @Override
    public Optional<Failure> remove(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Failure("cannot remove " + name + ": " + e.getMessage()));
        }
    }

    @Override
    public long size(String name) {
        try {
            return Files.size(directory.resolve(name));
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
