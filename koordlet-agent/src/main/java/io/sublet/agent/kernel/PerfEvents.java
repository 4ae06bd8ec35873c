package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.util.List;

/** Counters of the CPUs' performance monitoring units, and of the kernel, by control group; see perf_event_open(2). */
public interface PerfEvents {
    /** What can be counted. */
    enum Event {
        CYCLES(0, 0),
        INSTRUCTIONS(0, 1),
        /** Nanoseconds of CPU, counted by the kernel itself. */
        CPU_CLOCK(1, 0),
        /** As {@link #CPU_CLOCK}, by another clock of the kernel. */
        TASK_CLOCK(1, 1);

        private final int type;
        private final long config;

        Event(int type, long config) {
            this.type = type;
            this.config = config;
        }

        /** {@code perf_event_attr.type}. */
        public int type() {
            return type;
        }

        /** {@code perf_event_attr.config}. */
        public long config() {
            return config;
        }
    }

    /** A count that is under way; takes a descriptor for each event and CPU until it is closed. */
    interface Counting extends AutoCloseable {
        /** What has been counted since the beginning, of each CPU. */
        Reading<List<PerfCount>> read();

        @Override
        void close();
    }

    /**
     * Begins to count what the processes of a group and of all below it do. The events are counted at the same times, or not at all.
     *
     * @param directory of the group, in the hierarchy that has {@code perf_event}
     * @param cpus on which CPUs; all of them online
     */
    Reading<Counting> begin(String directory, CpuSet cpus, List<Event> events);
}
