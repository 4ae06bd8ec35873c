package io.sublet.agent.act;

import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.Knob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** How long the kernel took for each write, counted as koordlet counts it. */
public final class WriteTimes {
    /** Upper bounds in milliseconds: each is four times the one before. */
    private static final double[] BOUNDS = {0.01, 0.04, 0.16, 0.64, 2.56, 10.24, 40.96, 163.84};

    private static final double NANOS_PER_MILLI = 1e6;

    /** What is written to. */
    public enum Kind {
        CGROUP,
        OTHER
    }

    /**
     * The writes of one kind that came out in one way.
     *
     * @param done whether the kernel has accepted them
     * @param upTo for each bound how many took no longer, shorter ones included
     */
    public record Count(Kind kind, boolean done, List<Long> upTo, long all, double millis) {}

    private static final class Sum {
        final long[] upTo = new long[BOUNDS.length];
        long all;
        double millis;

        Count count(Kind kind, boolean done) {
            return new Count(kind, done, Arrays.stream(upTo).boxed().toList(), all, millis);
        }
    }

    private final Map<Kind, Sum> accepted = new EnumMap<>(Kind.class);
    private final Map<Kind, Sum> refused = new EnumMap<>(Kind.class);

    /** The bounds of what is counted, in milliseconds. */
    public static List<Double> bounds() {
        return Arrays.stream(BOUNDS).boxed().toList();
    }

    /** Carries a write out and counts the time that it takes; one whose group is gone is none. */
    FileResult timed(Knob knob, Supplier<FileResult> write) {
        long begun = System.nanoTime();
        FileResult result = write.get();
        if (!(result instanceof FileResult.Gone)) {
            add(knob.isOfControlGroup() ? Kind.CGROUP : Kind.OTHER, result.isDone(), System.nanoTime() - begun);
        }
        return result;
    }

    private synchronized void add(Kind kind, boolean done, long nanos) {
        Sum sum = (done ? accepted : refused).computeIfAbsent(kind, first -> new Sum());
        double millis = nanos / NANOS_PER_MILLI;
        for (int i = 0; i < BOUNDS.length; i++) {
            sum.upTo[i] += millis <= BOUNDS[i] ? 1 : 0;
        }
        sum.all++;
        sum.millis += millis;
    }

    /** Those of which there was at least one. */
    public synchronized List<Count> counts() {
        List<Count> counts = new ArrayList<>();
        accepted.forEach((kind, sum) -> counts.add(sum.count(kind, true)));
        refused.forEach((kind, sum) -> counts.add(sum.count(kind, false)));
        return counts;
    }
}
