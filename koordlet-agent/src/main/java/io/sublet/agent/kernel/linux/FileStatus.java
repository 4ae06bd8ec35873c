package io.sublet.agent.kernel.linux;

import io.sublet.agent.kernel.linux.CLibrary.CallFailed;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What statx(2) says of a file; its structure is the same on every machine. */
final class FileStatus {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static final int SIZE = 256;
    private static final int LINKS_AT = 16;
    private static final int MODE_AT = 28;
    private static final int BLOCKS_AT = 48;
    private static final int MAJOR_AT = 136;
    private static final int MINOR_AT = 140;

    /** AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC. */
    private static final int AS_IT_IS = 0x100 | 0x800 | 0x4000;

    private static final int OF_DESCRIPTOR = 0x1000;
    private static final int BASIC = 0x7ff;
    private static final int KIND = 0xf000;
    private static final int DIRECTORY = 0x4000;

    /** Blocks are of 512 bytes, whatever the filesystem. */
    private static final int BLOCK = 512;

    private static final MethodHandle STATX = CLibrary.function(
            "statx", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT, INT, ValueLayout.ADDRESS));

    private final MemorySegment status;

    FileStatus(Arena arena) {
        this.status = arena.allocate(SIZE, Long.BYTES);
    }

    /** Reads that of an open file. */
    void readOpen(int descriptor, Arena arena) throws CallFailed {
        read(descriptor, arena.allocateFrom(""), OF_DESCRIPTOR, arena);
    }

    /** Reads that of an entry of an open directory, not of where it links to. */
    void readEntry(int directory, MemorySegment name, Arena arena) throws CallFailed {
        read(directory, name, 0, arena);
    }

    private void read(int directory, MemorySegment name, int more, Arena arena) throws CallFailed {
        int flags = AS_IT_IS | more;
        CLibrary.call("statx", arena, state -> (int) STATX.invokeExact(state, directory, name, flags, BASIC, status));
    }

    boolean isDirectory() {
        return (status.get(ValueLayout.JAVA_SHORT, MODE_AT) & KIND) == DIRECTORY;
    }

    /** Names that the file has; a directory counts as having one. */
    int names() {
        return isDirectory() ? 1 : Math.max(1, status.get(INT, LINKS_AT));
    }

    long bytes() {
        return status.get(ValueLayout.JAVA_LONG, BLOCKS_AT) * BLOCK;
    }

    String device() {
        return status.get(INT, MAJOR_AT) + ":" + status.get(INT, MINOR_AT);
    }

    boolean isOn(int major, int minor) {
        return status.get(INT, MAJOR_AT) == major && status.get(INT, MINOR_AT) == minor;
    }

    int major() {
        return status.get(INT, MAJOR_AT);
    }

    int minor() {
        return status.get(INT, MINOR_AT);
    }
}
