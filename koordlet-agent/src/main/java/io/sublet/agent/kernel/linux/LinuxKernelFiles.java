package io.sublet.agent.kernel.linux;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.model.reading.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
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

/**
 * Kernel files through descriptors that stay open: reading one again is a single pread into one direct buffer, about an
 * eighth of the cost of opening it. A descriptor whose group is gone answers ENODEV for ever, so it is dropped and the path
 * opened anew next time. Not safe for use by several threads.
 */
public final class LinuxKernelFiles implements KernelFiles {
    /** Above this, a read may have been cut at a record's end and is continued; see seq_read() in the kernel. */
    private static final int MAY_CONTINUE = 2048;

    /** Sweeps that a descriptor outlives without being read. */
    private static final int IDLE_SWEEPS = 2;

    private static final class OpenFile {
        final FileChannel channel;
        int idleSweeps;

        OpenFile(FileChannel channel) {
            this.channel = channel;
        }
    }

    private final Map<String, OpenFile> open = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);

    @Override
    public FileResult read(String path, AsciiText into) {
        OpenFile file = open.get(path);
        try {
            if (file == null) {
                file = new OpenFile(FileChannel.open(Path.of(path), StandardOpenOption.READ));
                open.put(path, file);
            }
            file.idleSweeps = 0;
            readWhole(file.channel, into);
            return new FileResult.Done();
        } catch (IOException e) {
            drop(path);
            return FileResult.of(errno(e));
        }
    }

    @Override
    public FileResult readOnce(String path, AsciiText into) {
        try (FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.READ)) {
            readWhole(channel, into);
            return new FileResult.Done();
        } catch (IOException e) {
            return FileResult.of(errno(e));
        }
    }

    private void readWhole(FileChannel channel, AsciiText into) throws IOException {
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
        } while (read >= MAY_CONTINUE);
    }

    @Override
    public FileResult write(String path, String text) {
        // Not kept open: writes are rare, and an open descriptor would keep the rights of the moment it was opened.
        try (FileChannel channel = FileChannel.open(Path.of(path), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new FileResult.Done();
        } catch (IOException e) {
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
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(Path.of(path), entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
        } catch (IOException | DirectoryIteratorException e) {
            // A group that vanishes while it is listed has no children that matter.
            return List.of();
        }
        return names;
    }

    @Override
    public Reading<Long> identity(String path) {
        try {
            return Reading.of((Long) Files.getAttribute(Path.of(path), "unix:ino"));
        } catch (IOException e) {
            return Reading.missing(path + ": " + FileResult.of(errno(e)).cause());
        }
    }

    @Override
    public void sweep() {
        for (Iterator<OpenFile> files = open.values().iterator(); files.hasNext(); ) {
            OpenFile file = files.next();
            if (++file.idleSweeps > IDLE_SWEEPS) {
                close(file);
                files.remove();
            }
        }
    }

    private void drop(String path) {
        OpenFile file = open.remove(path);
        if (file != null) {
            close(file);
        }
    }

    private static void close(OpenFile file) {
        try {
            file.channel.close();
        } catch (IOException e) {
            // The descriptor was for reading; there is nothing that a failing close could lose.
        }
    }

    private static Errno errno(IOException e) {
        if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
            return Errno.ENOENT;
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return Errno.EACCES;
        }
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        return Errno.ofMessage(String.valueOf(reason));
    }
}
