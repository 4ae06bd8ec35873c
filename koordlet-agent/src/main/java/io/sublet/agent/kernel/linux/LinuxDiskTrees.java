package io.sublet.agent.kernel.linux;

import io.sublet.agent.kernel.DiskTrees;
import io.sublet.agent.kernel.linux.CLibrary.CallFailed;
import io.sublet.model.reading.Reading;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** statfs(2) and statx(2). */
public final class LinuxDiskTrees implements DiskTrees {
    /** {@code struct statfs} of 64-bit machines: type, block size, blocks, free, available, files, free files. */
    private static final int STATFS = 120;

    private static final int BLOCK_SIZE = 1;
    private static final int BLOCKS = 2;
    private static final int AVAILABLE = 4;
    private static final int FILES = 5;
    private static final int FREE_FILES = 6;

    /** The function; linked at the first use, since to link one takes a tenth of what an agent needs to start. */
    private static final class Linked {
        static final MethodHandle STATFS_CALL = CLibrary.function(
                "statfs", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    }

    @Override
    public Reading<Space> space(String directory) {
        try (Arena arena = Arena.ofConfined()) {
            int opened = CLibrary.open(directory, arena);
            FileStatus status = new FileStatus(arena);
            try {
                status.readOpen(opened, arena);
            } finally {
                CLibrary.close(opened, arena);
            }
            MemorySegment path = arena.allocateFrom(directory);
            MemorySegment into = arena.allocate(STATFS, Long.BYTES);
            CLibrary.call("statfs", arena, state -> (int) Linked.STATFS_CALL.invokeExact(state, path, into));
            long block = into.getAtIndex(ValueLayout.JAVA_LONG, BLOCK_SIZE);
            return Reading.of(new Space(
                    status.device(),
                    into.getAtIndex(ValueLayout.JAVA_LONG, BLOCKS) * block,
                    into.getAtIndex(ValueLayout.JAVA_LONG, AVAILABLE) * block,
                    into.getAtIndex(ValueLayout.JAVA_LONG, FILES),
                    into.getAtIndex(ValueLayout.JAVA_LONG, FREE_FILES)));
        } catch (CallFailed e) {
            return Reading.missing(directory + ": " + e.getMessage());
        }
    }

    @Override
    public Reading<Walk> walk(String directory, long most) {
        try {
            return Reading.of(LinuxWalk.begin(directory, most));
        } catch (CallFailed e) {
            return Reading.missing(directory + ": " + e.getMessage());
        }
    }
}
