package io.sublet.agent.kernel.linux;

import io.sublet.agent.kernel.linux.CLibrary.CallFailed;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a thread that computes little and seldom run soon after it has woken up. The scheduler's promise to a thread (EEVDF, sched-eevdf.rst) is one slice within as much
 * time as its weight takes for it: where online pods want every CPU, a group of a tenth of a CPU waits tens of milliseconds for a usual slice of 3 ms, and a thirtieth of
 * that for one of 0.1 ms. What a thread gets altogether is the same. Since Linux 6.12, for groups since 6.13; older kernels take the value and leave it unused. Needs no right.
 */
public final class ShortSlice {
    /** The shortest that the kernel takes. */
    private static final Duration SLICE = Duration.ofNanos(100_000);

    /** SCHED_ATTR_SIZE_VER0 of linux/sched/types.h. */
    private static final int SIZE = 48;

    private static final int FLAGS_AT = 8;
    private static final int RUNTIME_AT = 24;

    /** SCHED_FLAG_RESET_ON_FORK: the threads that this one starts have usual slices. */
    private static final long NOT_INHERITED = 1;

    private static final int THIS_THREAD = 0;

    private static final Logger log = LoggerFactory.getLogger(ShortSlice.class);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private ShortSlice() {}

    /** Asks for it for the calling thread; whether the kernel has taken it. */
    public static boolean ask() {
        MethodHandle syscall = CLibrary.function(
                "syscall",
                FunctionDescriptor.of(LONG, LONG, INT, ValueLayout.ADDRESS, INT, INT),
                Linker.Option.firstVariadicArg(1));
        try (Arena arena = Arena.ofConfined()) {
            Numbers numbers = numbers();
            MemorySegment attributes = arena.allocate(SIZE, Long.BYTES);
            CLibrary.call("sched_getattr", arena, state ->
                    (long) syscall.invokeExact(state, numbers.get, THIS_THREAD, attributes, SIZE, 0));
            attributes.set(LONG, FLAGS_AT, attributes.get(LONG, FLAGS_AT) | NOT_INHERITED);
            attributes.set(LONG, RUNTIME_AT, SLICE.toNanos());
            CLibrary.call("sched_setattr", arena, state ->
                    (long) syscall.invokeExact(state, numbers.set, THIS_THREAD, attributes, 0, 0));
            return true;
        } catch (CallFailed e) {
            log.info("The loop has slices of the usual length: {}", e.getMessage());
            return false;
        }
    }

    private record Numbers(long get, long set) {}

    /** The numbers of the system calls; see unistd.h of each architecture. */
    private static Numbers numbers() throws CallFailed {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> new Numbers(315, 314);
            case "aarch64" -> new Numbers(275, 274);
            default -> throw new CallFailed("sched_setattr of this architecture is not known", 0);
        };
    }
}
