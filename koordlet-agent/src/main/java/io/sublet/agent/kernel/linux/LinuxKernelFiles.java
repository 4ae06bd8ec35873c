package io.sublet.agent.kernel.linux;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.Identity;
import io.sublet.agent.kernel.KernelFile;
import io.sublet.agent.kernel.KernelFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kernel files through descriptors that stay open: reading one again is a single pread into one direct buffer, about an
 * eighth of the cost of opening it. But a descriptor costs the kernel a page, so that only files stay open that are read again within
 * seconds, up to a bound of which a quarter is kept for those that are read each tick; others are opened and closed by each read. A
 * descriptor whose group is gone answers ENODEV for ever, so it is dropped and the path opened anew next time. Not safe for use by
 * several threads.
 */
public final class LinuxKernelFiles implements KernelFiles {
    /** Above this, a read may have been cut at a record's end and is continued; see seq_read() in the kernel. */
    private static final int MAY_CONTINUE = 2048;

    /** No file that the agent reads is larger, not even /proc/cpuinfo of the largest machine. */
    private static final int MOST_BYTES = 8 << 20;

    /** Enough for all that is read of 250 pods each tick, and for half of that again. */
    private static final int MOST_OPEN = 1024;

    /** A file that is read after so many sweeps is read in each tick; the look in between may fall behind the next one. */
    private static final int EACH_TICK = 2;

    /** A file that is read less often is not kept open. */
    private static final int OFTEN = 12;

    private static final int OWN_LINKS = 2;

    /** Sweeps that a file read by its path outlives without being read. */
    private static final int IDLE_SWEEPS = 2;

    private final class OpenFile implements KernelFile {
        private final String path;
        private @Nullable FileChannel channel;
        private long lastRead = Long.MIN_VALUE / 2;

        OpenFile(String path) {
            this.path = path;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public FileResult read(AsciiText into) {
            boolean keeps = isWorthKeeping();
            lastRead = sweeps;
            if (!keeps) {
                close();
                return readOnce(path, into);
            }
            FileChannel from = channel;
            try {
                if (from == null) {
                    from = FileChannel.open(Path.of(path), StandardOpenOption.READ);
                    channel = from;
                    open++;
                }
                return readWhole(from, into);
            } catch (IOException | InvalidPathException e) {
                close();
                return FileResult.of(errno(e));
            }
        }

        private boolean isWorthKeeping() {
            long pause = sweeps - lastRead;
            return pause <= OFTEN
                    && (channel != null || open < (pause <= EACH_TICK ? mostOpen : mostOpen - mostOpen / 4));
        }

        @Override
        public void close() {
            FileChannel from = channel;
            channel = null;
            if (from != null) {
                open--;
                closeReader(from);
            }
        }
    }

    private final int mostOpen;
    private final Map<String, OpenFile> byPath = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);
    private int open;
    private long sweeps;

    public LinuxKernelFiles() {
        this(MOST_OPEN);
    }

    /** @param mostOpen descriptors to keep open at most */
    public LinuxKernelFiles(int mostOpen) {
        this.mostOpen = mostOpen;
    }

    @Override
    public KernelFile file(String path) {
        return new OpenFile(path);
    }

    @Override
    public FileResult read(String path, AsciiText into) {
        return byPath.computeIfAbsent(path, OpenFile::new).read(into);
    }

    @Override
    public FileResult readOnce(String path, AsciiText into) {
        try (FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.READ)) {
            return readWhole(channel, into);
        } catch (IOException | InvalidPathException e) {
            return FileResult.of(errno(e));
        }
    }

    private FileResult readWhole(FileChannel channel, AsciiText into) throws IOException {
        into.clear();
        int read;
        do {
            buffer.clear();
            read = channel.read(buffer, into.length());
            if (read > 0) {
                byte[] bytes = into.reserve(read);
                buffer.flip().get(bytes, into.length(), read);
                into.advance(read);
            }
        } while (read >= MAY_CONTINUE && into.length() < MOST_BYTES);
        return into.length() < MOST_BYTES ? FileResult.done() : FileResult.of(Errno.EFBIG);
    }

    @Override
    public FileResult write(String path, String text) {
        // Not kept open: writes are rare, and an open descriptor would keep the rights of the moment it was opened.
        try (FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII)));
            return FileResult.done();
        } catch (IOException | InvalidPathException e) {
            return FileResult.of(errno(e));
        }
    }

    @Override
    public FileResult makeDirectory(String path) {
        return directory(() -> Files.createDirectory(Path.of(path)));
    }

    @Override
    public FileResult removeDirectory(String path) {
        return directory(() -> Files.delete(Path.of(path)));
    }

    private interface DirectoryCall {
        void run() throws IOException;
    }

    private static FileResult directory(DirectoryCall call) {
        try {
            call.run();
            return FileResult.done();
        } catch (FileAlreadyExistsException e) {
            return FileResult.of(Errno.EEXIST);
        } catch (IOException | InvalidPathException e) {
            return FileResult.of(errno(e));
        }
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(Path.of(path));
    }

    @Override
    public boolean isWritable(String path) {
        return Files.isWritable(Path.of(path));
    }

    @Override
    public List<String> directories(String path) {
        if (hasNoDirectories(path)) {
            return List.of();
        }
        List<Path> entries = list(path);
        // Counted after they were listed: one that has come or gone meanwhile only makes more of them be looked at.
        int number = links(path) - OWN_LINKS;
        List<String> found = new ArrayList<>();
        addDirectories(entries, true, number, found);
        addDirectories(entries, false, number, found);
        return found;
    }

    /** Adds those that are, until so many are found; a number below zero is of a file system that does not count them. */
    private static void addDirectories(List<Path> entries, boolean likely, int number, List<String> found) {
        for (Path entry : entries) {
            if (number >= 0 && found.size() == number) {
                return;
            }
            String name = name(entry);
            if (isLikeAGroup(name) == likely && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                found.add(name);
            }
        }
    }

    /** To ask of each of a control group's files whether it is a directory costs more than all else in looking for its groups. */
    private static boolean isLikeAGroup(String name) {
        return name.indexOf('.') < 0 || name.endsWith(".slice") || name.endsWith(".scope");
    }

    /** The kernel counts a directory's links: its name, its own dot, and one of each directory in it. */
    @Override
    public boolean mayHaveDirectories(String path) {
        try {
            return !Files.getAttribute(Path.of(path), "unix:nlink").equals(2);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public List<String> entries(String path) {
        return list(path).stream().map(LinuxKernelFiles::name).toList();
    }

    /** A directory has a link for itself, one for its entry above and one for each directory in it; some file systems do not count, with one. */
    private static boolean hasNoDirectories(String path) {
        return links(path) == OWN_LINKS;
    }

    /** Of a directory that is not there as many as of one without directories. */
    private static int links(String path) {
        try {
            return Files.getAttribute(Path.of(path), "unix:nlink") instanceof Integer links ? links : 1;
        } catch (IOException | InvalidPathException e) {
            return OWN_LINKS;
        }
    }

    private static String name(Path entry) {
        return String.valueOf(entry.getFileName());
    }

    private static List<Path> list(String path) {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(path))) {
            entries.forEach(all::add);
        } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
            // A group that vanishes while it is listed has no children that matter.
            return List.of();
        }
        return all;
    }

    @Override
    public Identity identity(String path) {
        try {
            return new Identity.Known((Long) Files.getAttribute(Path.of(path), "unix:ino"));
        } catch (IOException | InvalidPathException e) {
            return Identity.of(FileResult.of(errno(e)), path, 0);
        }
    }

    @Override
    public void sweep() {
        sweeps++;
        for (Iterator<OpenFile> files = byPath.values().iterator(); files.hasNext(); ) {
            OpenFile file = files.next();
            if (sweeps - file.lastRead > IDLE_SWEEPS) {
                file.close();
                files.remove();
            }
        }
    }

    private static void closeReader(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor was for reading; there is nothing that a failing close could lose.
        }
    }

    private static Errno errno(Exception e) {
        if (e instanceof NoSuchFileException
                || e instanceof NotDirectoryException
                || e instanceof InvalidPathException) {
            return Errno.ENOENT;
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return Errno.EACCES;
        }
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        return Errno.ofMessage(String.valueOf(reason));
    }
}
