package io.sublet.agent.kernel.linux;

import io.sublet.agent.kernel.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Functions of the C library, with what they leave in errno. Each function takes the place for it as its first argument. */
final class CLibrary {
    private static final Logger log = LoggerFactory.getLogger(CLibrary.class);

    /** O_RDONLY | O_CLOEXEC. */
    private static final int READ_ONLY = 0x80000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN = function(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private CLibrary() {}

    /** A call that failed. */
    static final class CallFailed extends Exception {
        private static final long serialVersionUID = 1;
        private final int errno;

        CallFailed(String call, int errno) {
            super(call + ": " + (Errno.ofNumber(errno) == Errno.OTHER ? "errno " + errno : Errno.ofNumber(errno)));
            this.errno = errno;
        }

        /** As the kernel numbers it; 0 if the kernel did not answer. */
        int errno() {
            return errno;
        }
    }

    /** A call, given the place for errno. */
    interface Call {
        long run(MemorySegment state) throws Throwable;
    }

    @SuppressWarnings("restricted") // calls of the C library are what this class is for
    static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                descriptor,
                Stream.concat(Stream.of(options), Stream.of(Linker.Option.captureCallState("errno")))
                        .toArray(Linker.Option[]::new));
    }

    /**
     * Makes a call.
     *
     * @throws CallFailed if its result is negative
     */
    static long call(String name, Arena arena, Call call) throws CallFailed {
        MemorySegment state = arena.allocate(STATE);
        try {
            long result = call.run(state);
            if (result < 0) {
                throw new CallFailed(name, (int) ERRNO.get(state, 0L));
            }
            return result;
        } catch (CallFailed | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("no call of the C library throws", e);
        }
    }

    /** A descriptor of a file or directory, for reading. */
    static int open(String file, Arena arena) throws CallFailed {
        MemorySegment path = arena.allocateFrom(file);
        return (int) call("open " + file, arena, state -> (int) OPEN.invokeExact(state, path, READ_ONLY));
    }

    static void close(int descriptor, Arena arena) {
        try {
            call("close", arena, state -> (int) CLOSE.invokeExact(state, descriptor));
        } catch (CallFailed e) {
            // The kernel gives the number back even then; see close(2).
            log.debug("A descriptor was closed with an error: {}", e.getMessage());
        }
    }
}
