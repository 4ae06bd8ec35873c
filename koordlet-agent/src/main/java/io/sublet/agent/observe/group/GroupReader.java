package io.sublet.agent.observe.group;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.Source;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one control group with all below it. What changes slowly and costs more is read every few seconds, and of several groups not in
 * the same moment; pressure, which nothing waits for, not even the first time.
 */
public final class GroupReader implements AutoCloseable {
    /** A kernel or hierarchy without pressure of groups will hardly get it, and each try costs an exception. */
    private static final Duration LOOK_AGAIN_FOR_PRESSURE = Duration.ofMinutes(5);

    private static final Reading<Bytes> NOT_TRACKED = Reading.missing("the kernel does not track idle pages");

    private final CgroupVersion version;
    private final CgroupPath path;
    private final Source cpu;
    private final Source memory;
    private final Source cold;
    private final Source throttling;
    private final Source cpuPressure;
    private final Source memoryPressure;
    private final Source ioPressure;
    private final CpuRate rate = new CpuRate();
    private final long[] scratch = new long[5];
    private final ThrottlingDelta throttlingDelta = new ThrottlingDelta();

    private GroupObservation last = GroupObservation.missing("not read yet");
    private @Nullable Pace lastPace;
    private final Turn cpuTurn;
    private final Turn memoryTurn;
    private final Turn throttlingTurn;
    private final Turn pressureTurn;

    /**
     * Reads nothing yet.
     *
     * @param phase spreads the reads of several groups over time; of each group another
     */
    public GroupReader(CgroupFs cgroups, CgroupPath path, int phase) {
        this.version = cgroups.version();
        this.path = path;
        int offset = Math.floorMod(phase, 1 << 16);
        this.cpuTurn = new Turn(offset);
        this.memoryTurn = new Turn(offset);
        this.throttlingTurn = new Turn(offset);
        this.pressureTurn = new Turn(offset);
        this.cpu = new Source(cgroups.open(path, Knob.CPU_USAGE));
        this.memory = new Source(cgroups.open(path, Knob.MEMORY_STAT));
        this.cold = new Source(cgroups.open(path, Knob.MEMORY_IDLE_PAGES));
        this.throttling = new Source(cgroups.open(path, Knob.CPU_THROTTLING));
        this.cpuPressure = new Source(cgroups.open(path, Knob.CPU_PRESSURE));
        this.memoryPressure = new Source(cgroups.open(path, Knob.MEMORY_PRESSURE));
        this.ioPressure = new Source(cgroups.open(path, Knob.IO_PRESSURE));
    }

    public CgroupPath path() {
        return path;
    }

    /** Whether it was never read. */
    public boolean isUnread() {
        return lastPace == null;
    }

    /** Reads CPU alone. */
    public Reading<MilliCpu> cpu(Beat beat, AsciiText text) {
        if (!cpu.read(text)) {
            rate.reset();
            return cpu.missing();
        }
        long nanos = usedNanos(text, version);
        if (nanos == AsciiText.NONE) {
            rate.reset();
            return cpu.notUnderstood();
        }
        return rate.next(nanos, beat);
    }

    /**
     * Reads what is due.
     *
     * @param coldPages how idle pages are counted here; null where they are not
     */
    public GroupObservation read(Beat beat, Pace pace, @Nullable ColdPages coldPages, AsciiText text) {
        begin(beat, pace);
        boolean cpuDue = cpuTurn.isDue(beat);
        boolean memoryDue = memoryTurn.isDue(beat);
        boolean throttlingDue = throttlingTurn.isDue(beat);
        boolean pressureDue = isPressureDue(beat, pace);
        if (!cpuDue && !memoryDue && !throttlingDue && !pressureDue) {
            return last;
        }
        Reading<MilliCpu> used = cpuDue ? cpu(beat, text) : last.cpu();
        // On v2 the throttling is in the file that has just been read.
        Reading<Throttling> throttled = version == CgroupVersion.V2 && cpuDue && used instanceof Reading.Value
                ? throttlingIn(text, beat)
                : throttlingDue ? throttling(beat, text) : last.throttling();
        last = new GroupObservation(
                used,
                memoryDue ? memory(text) : last.memory(),
                memoryDue ? cold(coldPages, text) : last.cold(),
                throttled,
                pressureDue ? pressure(text) : last.pressure());
        cpuTurn.taken(cpuDue, beat, pace.cpu());
        memoryTurn.taken(memoryDue, beat, pace.memory());
        throttlingTurn.taken(throttlingDue, beat, pace.throttling());
        if (pressureDue) {
            // What has just been found is part of the period.
            pressureTurn.taken(true, beat, pressurePeriod(pace));
        }
        return last;
    }

    /** Everything is read the first time but pressure; by another pace than before everything waits for its turn by that one. */
    @SuppressWarnings("ReferenceEquality") // an equal pace that is another object costs nothing but some reckoning
    private void begin(Beat beat, Pace pace) {
        if (pace == lastPace) {
            return;
        }
        boolean first = lastPace == null;
        lastPace = pace;
        pressureTurn.from(beat, pressurePeriod(pace));
        if (!first) {
            cpuTurn.from(beat, pace.cpu());
            memoryTurn.from(beat, pace.memory());
            throttlingTurn.from(beat, pace.throttling());
        }
    }

    /** Its period gets longer when nothing was found where there is a group. */
    private boolean isPressureDue(Beat beat, Pace pace) {
        if (pressureTurn.isDue(beat)) {
            pressureTurn.from(beat, pressurePeriod(pace));
        }
        return pressureTurn.isDue(beat);
    }

    private Duration pressurePeriod(Pace pace) {
        GroupPressure known = last.pressure();
        boolean none = known.cpu().isMissing()
                && known.memory().isMissing()
                && known.io().isMissing();
        boolean isThere = !last.cpu().isMissing();
        return none && isThere && pressureTurn.wasTaken() ? LOOK_AGAIN_FOR_PRESSURE : pace.pressure();
    }

    /** When something is read next. */
    private static final class Turn {
        private final int phase;
        private long next = Long.MIN_VALUE;
        private boolean taken;

        Turn(int phase) {
            this.phase = phase;
        }

        boolean isDue(Beat beat) {
            return beat.number() >= next;
        }

        /** Waits for the first turn from that beat on. */
        void from(Beat beat, Duration period) {
            next = beat.nextTurn(period, phase);
        }

        void taken(boolean due, Beat beat, Duration period) {
            if (due) {
                next = beat.nextTurn(period, phase + 1) + 1;
                taken = true;
            }
        }

        boolean wasTaken() {
            return taken;
        }
    }

    /** The counter of CPU time in nanoseconds, or {@link AsciiText#NONE}. */
    static long usedNanos(AsciiText text, CgroupVersion version) {
        if (version == CgroupVersion.V1) {
            return text.count();
        }
        long micros = text.countOf("usage_usec");
        return micros == AsciiText.NONE || micros > Long.MAX_VALUE / 1000 ? AsciiText.NONE : micros * 1000;
    }

    private Reading<GroupMemory> memory(AsciiText text) {
        if (!memory.read(text)) {
            return memory.missing();
        }
        return memory.of(GroupMemory.parse(text, version, scratch));
    }

    private Reading<Bytes> cold(@Nullable ColdPages coldPages, AsciiText text) {
        if (coldPages == null) {
            return NOT_TRACKED;
        }
        return cold.read(text) ? cold.of(coldPages.parse(text)) : cold.missing();
    }

    private Reading<Throttling> throttling(Beat beat, AsciiText text) {
        if (!throttling.read(text)) {
            throttlingDelta.reset();
            return throttling.missing();
        }
        return throttlingIn(text, beat);
    }

    private Reading<Throttling> throttlingIn(AsciiText text, Beat beat) {
        return throttlingDelta.next(text, beat).orElseGet(throttling::notUnderstood);
    }

    private GroupPressure pressure(AsciiText text) {
        return new GroupPressure(
                Pressure.read(cpuPressure, text), Pressure.read(memoryPressure, text), Pressure.read(ioPressure, text));
    }

    /** How the throttling grew between two reads. */
    private static final class ThrottlingDelta {
        private static final String[] KEYS = {"nr_periods", "nr_throttled"};

        private final CounterRate periods = new CounterRate();
        private final CounterRate throttled = new CounterRate();
        private final long[] counts = new long[2];

        /** Empty if the file is not understood. */
        Optional<Reading<Throttling>> next(AsciiText text, Beat beat) {
            text.countsOf(KEYS, counts);
            if (counts[0] == AsciiText.NONE || counts[1] == AsciiText.NONE) {
                reset();
                return Optional.empty();
            }
            long all = periods.growth(counts[0], beat);
            long part = throttled.growth(counts[1], beat);
            if (all == CounterRate.NONE || part == CounterRate.NONE) {
                return Optional.of(all == CounterRate.NONE ? periods.why() : throttled.why());
            }
            return Optional.of(Reading.of(new Throttling(all, Math.min(all, part))));
        }

        void reset() {
            periods.reset();
            throttled.reset();
        }
    }

    @Override
    public void close() {
        for (Source source : new Source[] {cpu, memory, cold, throttling, cpuPressure, memoryPressure, ioPressure}) {
            source.close();
        }
    }
}
