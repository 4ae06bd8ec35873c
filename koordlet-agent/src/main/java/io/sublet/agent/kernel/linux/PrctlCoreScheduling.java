package io.sublet.agent.kernel.linux;

import io.sublet.agent.kernel.CoreScheduling;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FileResult;
import io.sublet.model.reading.Reading;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.Supplier;

/**
 * Core scheduling by prctl(2). Nothing is linked before the first call, since most nodes never make one. What takes the cookie of the
 * calling thread along is done by a thread of its own, which ends with it.
 */
public final class PrctlCoreScheduling implements CoreScheduling {
    private static final int PR_SCHED_CORE = 62;
    private static final long GET = 0;
    private static final long CREATE = 1;
    private static final long SHARE_TO = 2;
    private static final long SHARE_FROM = 3;
    private static final long ONE_THREAD = 0;
    private static final long WHOLE_PROCESS = 1;

    /** The function; linked at the first use. */
    private static final class Linked {
        static final MethodHandle PRCTL = CLibrary.function(
                "prctl",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
    }

    @Override
    public Reading<Long> cookie(long pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cookie = arena.allocate(ValueLayout.JAVA_LONG);
            int errno = errno(arena, GET, pid, ONE_THREAD, cookie.address());
            return errno == 0
                    ? Reading.of(cookie.get(ValueLayout.JAVA_LONG, 0))
                    : Reading.missing("prctl(PR_SCHED_CORE): " + cause(errno));
        }
    }

    private static String cause(int errno) {
        return switch (errno) {
            case 3 -> "no such process";
            case 19 -> "ENODEV, cores have one thread each";
            case 22 -> "EINVAL, not built in";
            default -> symbol(errno).name();
        };
    }

    @Override
    public FileResult create(long pid) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, CREATE, pid, WHOLE_PROCESS, 0);
        }
    }

    @Override
    public FileResult share(long from, long to) {
        return onOwnThread(() -> {
            try (Arena arena = Arena.ofConfined()) {
                FileResult taken = call(arena, SHARE_FROM, from, ONE_THREAD, 0);
                return taken.isDone() ? call(arena, SHARE_TO, to, WHOLE_PROCESS, 0) : taken;
            }
        });
    }

    /** The agent's threads have no cookie, so that a new one has none to give. */
    @Override
    public FileResult clear(long pid) {
        return onOwnThread(() -> {
            try (Arena arena = Arena.ofConfined()) {
                return call(arena, SHARE_TO, pid, WHOLE_PROCESS, 0);
            }
        });
    }

    private static FileResult onOwnThread(Supplier<FileResult> call) {
        FileResult[] result = {FileResult.of(Errno.OTHER)};
        Thread thread = Thread.ofPlatform().name("cookie").start(() -> result[0] = call.get());
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return result[0];
    }

    private static FileResult call(Arena arena, long command, long pid, long scope, long address) {
        int errno = errno(arena, command, pid, scope, address);
        return errno == 0 ? FileResult.done() : FileResult.of(symbol(errno));
    }

    /** Makes the call; 0 if it was done. */
    private static int errno(Arena arena, long command, long pid, long scope, long address) {
        try {
            CLibrary.call("prctl", arena, state ->
                    (int) Linked.PRCTL.invokeExact(state, PR_SCHED_CORE, command, pid, scope, address));
            return 0;
        } catch (CLibrary.CallFailed e) {
            return e.errno();
        }
    }

    /** Numbers of asm-generic/errno-base.h, the same on every machine that Linux runs Java on. */
    private static Errno symbol(int number) {
        return switch (number) {
            case 1 -> Errno.EPERM;
            case 3 -> Errno.ESRCH;
            case 19 -> Errno.ENODEV;
            case 22 -> Errno.EINVAL;
            default -> Errno.OTHER;
        };
    }
}
