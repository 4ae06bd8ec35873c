package io.sublet.agent.kernel.linux;

import io.sublet.agent.kernel.DiskTrees;
import io.sublet.agent.kernel.linux.CLibrary.CallFailed;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Goes down by descriptors of directories, so that no one who may write there can lead it elsewhere by replacing a directory with a
 * link.
 */
final class LinuxWalk implements DiskTrees.Walk {
    /** Each level takes a descriptor. */
    private static final int DEEPEST = 64;

    /** {@code struct dirent} of 64-bit machines: the name is behind inode, offset, length and kind, and has up to 255 bytes. */
    private static final int NAME_AT = 19;

    private static final int LONGEST_ENTRY = NAME_AT + 256;
    private static final int NO_SUCH_FILE = 2;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle OPEN_AT = CLibrary.function(
            "openat", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT), Linker.Option.firstVariadicArg(3));
    private static final MethodHandle OPEN_DIRECTORY =
            CLibrary.function("fdopendir", FunctionDescriptor.of(ValueLayout.ADDRESS, INT));
    private static final MethodHandle NEXT =
            CLibrary.function("readdir", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    private static final MethodHandle CLOSE =
            CLibrary.function("closedir", FunctionDescriptor.of(INT, ValueLayout.ADDRESS));

    private record Level(MemorySegment stream, int descriptor) {}

    private final Deque<Level> levels = new ArrayDeque<>();
    private final long most;
    private final int major;
    private final int minor;
    private final String device;
    private long seen;
    private double bytes;
    private double inodes;
    private boolean complete = true;

    private LinuxWalk(Level top, FileStatus status, long most) {
        levels.push(top);
        this.most = most;
        this.major = status.major();
        this.minor = status.minor();
        this.device = status.device();
    }

    static LinuxWalk begin(String directory, long most) throws CallFailed {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = CLibrary.open(directory, arena);
            FileStatus status = new FileStatus(arena);
            Level top = level(descriptor, arena);
            status.readOpen(descriptor, arena);
            return new LinuxWalk(top, status, most);
        }
    }

    /** The descriptor belongs to the stream from now on, or is closed. */
    private static Level level(int descriptor, Arena arena) throws CallFailed {
        MemorySegment[] stream = new MemorySegment[1];
        try {
            CLibrary.call("fdopendir", arena, state -> {
                stream[0] = (MemorySegment) OPEN_DIRECTORY.invokeExact(state, descriptor);
                return stream[0].address() == 0 ? -1 : 0;
            });
        } catch (CallFailed e) {
            CLibrary.close(descriptor, arena);
            throw e;
        }
        return new Level(stream[0], descriptor);
    }

    @Override
    public boolean step(int entries) {
        try (Arena arena = Arena.ofConfined()) {
            FileStatus status = new FileStatus(arena);
            for (int i = 0; i < entries && !levels.isEmpty(); i++) {
                if (seen >= most) {
                    complete = false;
                    close();
                } else {
                    next(levels.peek(), status, arena);
                }
            }
        }
        return !levels.isEmpty();
    }

    private void next(Level level, FileStatus status, Arena arena) {
        MemorySegment entry = entry(level, arena);
        if (entry.address() == 0) {
            close(levels.pop(), arena);
            return;
        }
        MemorySegment name = entry.asSlice(NAME_AT);
        if (isDots(name)) {
            return;
        }
        seen++;
        try {
            status.readEntry(level.descriptor, name, arena);
            if (!status.isOn(major, minor)) {
                return;
            }
            bytes += (double) status.bytes() / status.names();
            inodes += 1.0 / status.names();
            if (status.isDirectory()) {
                enter(level, name, arena);
            }
        } catch (CallFailed e) {
            // What vanishes meanwhile takes nothing any more.
            complete &= e.errno() == NO_SUCH_FILE;
        }
    }

    private void enter(Level level, MemorySegment name, Arena arena) throws CallFailed {
        if (levels.size() >= DEEPEST) {
            complete = false;
            return;
        }
        int flags = directoryAlone();
        int descriptor = (int) CLibrary.call(
                "openat", arena, state -> (int) OPEN_AT.invokeExact(state, level.descriptor, name, flags));
        levels.push(level(descriptor, arena));
    }

    /** O_CLOEXEC | O_NONBLOCK | O_DIRECTORY | O_NOFOLLOW; the last two differ from one architecture to another. */
    private static int directoryAlone() {
        return 0x80000
                | 0x800
                | (System.getProperty("os.arch").equals("aarch64") ? 0x4000 | 0x8000 : 0x10000 | 0x20000);
    }

    /** The next entry; at the end, and where the kernel refuses, one at the address 0. */
    @SuppressWarnings("restricted") // the C library says how long an entry may be
    private MemorySegment entry(Level level, Arena arena) {
        MemorySegment[] entry = {MemorySegment.NULL};
        try {
            CLibrary.call("readdir", arena, state -> {
                entry[0] = (MemorySegment) NEXT.invokeExact(state, level.stream);
                return 0;
            });
        } catch (CallFailed e) {
            complete = false;
        }
        return entry[0].address() == 0 ? entry[0] : entry[0].reinterpret(LONGEST_ENTRY);
    }

    private static boolean isDots(MemorySegment name) {
        return name.get(ValueLayout.JAVA_BYTE, 0) == '.'
                && (name.get(ValueLayout.JAVA_BYTE, 1) == 0
                        || (name.get(ValueLayout.JAVA_BYTE, 1) == '.' && name.get(ValueLayout.JAVA_BYTE, 2) == 0));
    }

    private static void close(Level level, Arena arena) {
        try {
            CLibrary.call("closedir", arena, state -> (int) CLOSE.invokeExact(state, level.stream));
        } catch (CallFailed e) {
            throw new IllegalStateException("a stream that was opened here cannot be closed", e);
        }
    }

    @Override
    public DiskTrees.Size size() {
        return new DiskTrees.Size(Math.round(bytes), Math.round(inodes), complete);
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined()) {
            while (!levels.isEmpty()) {
                close(levels.pop(), arena);
            }
        }
    }
}
