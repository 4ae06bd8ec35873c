package io.sublet.agent.kernel.linux;

import io.sublet.agent.kernel.PerfCount;
import io.sublet.agent.kernel.PerfEvents;
import io.sublet.agent.kernel.linux.CLibrary.CallFailed;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** perf_event_open(2). Counts in user and kernel space, without samples. Used by one thread. */
public final class LinuxPerfEvents implements PerfEvents {
    /** The first published form of {@code perf_event_attr}, which every kernel takes; see PERF_ATTR_SIZE_VER0. */
    private static final int ATTRIBUTES = 64;

    private static final int SIZE_AT = 4;
    private static final int CONFIG_AT = 8;
    private static final int READ_FORMAT_AT = 32;
    private static final int FLAGS_AT = 40;

    /** PERF_FORMAT_TOTAL_TIME_ENABLED | _TOTAL_TIME_RUNNING | _GROUP. */
    private static final long READ_FORMAT = 1 | 2 | 8;

    private static final long DISABLED = 1;

    /** PERF_FLAG_PID_CGROUP | PERF_FLAG_FD_CLOEXEC. */
    private static final long OF_CGROUP = 4 | 8;

    private static final int NO_GROUP = -1;
    private static final long ENABLE = 0x2400;

    /** Before the values: how many there are, time enabled, time running. */
    private static final int READ_HEADER = 3;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /** The functions; linked at the first use. */
    private static final class Linked {
        static final MethodHandle SYSCALL = CLibrary.function(
                "syscall",
                FunctionDescriptor.of(LONG, LONG, ValueLayout.ADDRESS, INT, INT, INT, LONG),
                Linker.Option.firstVariadicArg(1));
        static final MethodHandle CONTROL = CLibrary.function(
                "ioctl", FunctionDescriptor.of(INT, INT, LONG, LONG), Linker.Option.firstVariadicArg(2));
        static final MethodHandle READ =
                CLibrary.function("read", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG));
    }

    /** The descriptors of one group on all CPUs. */
    private static final class Descriptors implements Counting {
        private final int events;
        private final List<Integer> leaders = new ArrayList<>();
        private final List<Integer> all = new ArrayList<>();

        Descriptors(int events) {
            this.events = events;
        }

        void add(int descriptor, boolean leads) {
            all.add(descriptor);
            if (leads) {
                leaders.add(descriptor);
            }
        }

        @Override
        public Reading<List<PerfCount>> read() {
            List<PerfCount> counts = new ArrayList<>(leaders.size());
            try (Arena arena = Arena.ofConfined()) {
                long size = (long) (READ_HEADER + events) * Long.BYTES;
                MemorySegment into = arena.allocate(size, Long.BYTES);
                for (int leader : leaders) {
                    long read = CLibrary.call(
                            "read", arena, state -> (long) Linked.READ.invokeExact(state, leader, into, size));
                    if (read != size || into.getAtIndex(LONG, 0) != events) {
                        return Reading.missing("perf events: cut after " + read + " bytes");
                    }
                    List<Long> values = new ArrayList<>(events);
                    for (int i = 0; i < events; i++) {
                        values.add(into.getAtIndex(LONG, READ_HEADER + i));
                    }
                    counts.add(new PerfCount(into.getAtIndex(LONG, 1), into.getAtIndex(LONG, 2), values));
                }
            } catch (CallFailed e) {
                return Reading.missing("perf events: " + e.getMessage());
            }
            return Reading.of(counts);
        }

        @Override
        public void close() {
            try (Arena arena = Arena.ofConfined()) {
                all.forEach(descriptor -> CLibrary.close(descriptor, arena));
            }
            all.clear();
            leaders.clear();
        }
    }

    @Override
    public Reading<Counting> begin(String directory, CpuSet cpus, List<Event> events) {
        Descriptors descriptors = new Descriptors(events.size());
        try (Arena arena = Arena.ofConfined()) {
            int group = CLibrary.open(directory, arena);
            try {
                for (int cpu : cpus.stream().toArray()) {
                    int leader = NO_GROUP;
                    for (Event event : events) {
                        int opened = open(event, group, cpu, leader, arena);
                        descriptors.add(opened, leader == NO_GROUP);
                        leader = leader == NO_GROUP ? opened : leader;
                    }
                }
            } finally {
                CLibrary.close(group, arena);
            }
            for (int leader : descriptors.leaders) {
                CLibrary.call("ioctl", arena, state -> (int) Linked.CONTROL.invokeExact(state, leader, ENABLE, 0L));
            }
            return Reading.of(descriptors);
        } catch (CallFailed e) {
            descriptors.close();
            return Reading.missing(cause(e));
        }
    }

    /** The first of a group is switched on when all are there, and the others with it. */
    private static int open(Event event, int group, int cpu, int leader, Arena arena) throws CallFailed {
        MemorySegment attributes = arena.allocate(ATTRIBUTES, Long.BYTES);
        attributes.set(INT, 0, event.type());
        attributes.set(INT, SIZE_AT, ATTRIBUTES);
        attributes.set(LONG, CONFIG_AT, event.config());
        attributes.set(LONG, READ_FORMAT_AT, READ_FORMAT);
        attributes.set(LONG, FLAGS_AT, leader == NO_GROUP ? DISABLED : 0);
        long call = number();
        return (int) CLibrary.call("perf_event_open", arena, state ->
                (long) Linked.SYSCALL.invokeExact(state, call, attributes, group, cpu, leader, OF_CGROUP));
    }

    /** The number of the system call; see unistd.h of each architecture. */
    private static long number() throws CallFailed {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> 298;
            case "aarch64" -> 241;
            default -> throw new CallFailed("perf_event_open of this architecture is not known", 0);
        };
    }

    private static String cause(CallFailed failed) {
        return failed.getMessage()
                + switch (failed.errno()) {
                    case 1, 13 -> ", needs CAP_PERFMON, or kernel.perf_event_paranoid of 0";
                    case 2 -> ", nothing counts this here";
                    case 24 -> ", the agent has no more descriptors";
                    case 38 -> ", not built in";
                    case 95 -> ", not supported by the machine";
                    default -> "";
                };
    }
}
