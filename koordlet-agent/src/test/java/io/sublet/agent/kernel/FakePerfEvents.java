package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counters of a machine that has some, for machines that have none: each group has counted what a test says by the time it is read. */
public final class FakePerfEvents implements PerfEvents {
    private final Map<String, List<PerfCount>> counts = new HashMap<>();
    private final Map<String, String> refusals = new HashMap<>();
    private final List<String> begun = new ArrayList<>();
    private Optional<String> lack = Optional.empty();
    private int open;
    private int mostOpen;

    /** Has a group count so many cycles and instructions, on one CPU, all the time. */
    public FakePerfEvents counts(String directory, long cycles, long instructions) {
        counts.put(directory, List.of(new PerfCount(1000, 1000, List.of(cycles, instructions))));
        return this;
    }

    public FakePerfEvents refuses(String directory, String cause) {
        refusals.put(directory, cause);
        return this;
    }

    /** The machine has no counters any more, or has some where it is empty. */
    public void lacks(Optional<String> cause) {
        lack = cause;
    }

    /** Directories of the groups that were counted, in the order of the beginnings. */
    public List<String> begun() {
        return begun;
    }

    /** Descriptors that are open. */
    public int open() {
        return open;
    }

    /** The most that ever were. */
    public int mostOpen() {
        return mostOpen;
    }

    @Override
    public Reading<Counting> begin(String directory, CpuSet cpus, List<Event> events) {
        String cause = lack.orElse(refusals.getOrDefault(directory, ""));
        if (!cause.isEmpty()) {
            return Reading.missing(cause);
        }
        begun.add(directory);
        int each = cpus.size() * events.size();
        open += each;
        mostOpen = Math.max(mostOpen, open);
        return Reading.of(new Counting() {
            @Override
            public Reading<List<PerfCount>> read() {
                return Reading.of(counts.getOrDefault(directory, List.of()));
            }

            @Override
            public void close() {
                open -= each;
            }
        });
    }
}
