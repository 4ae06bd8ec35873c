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
    private final int phase;
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
    private boolean first = true;
    private boolean askedForPressure;

    /**
     * Reads nothing yet.
     *
     * @param phase spreads the reads of several groups over time; of each group another
     */
    public GroupReader(CgroupFs cgroups, CgroupPath path, int phase) {
        this.version = cgroups.version();
        this.path = path;
        this.phase = Math.floorMod(phase, 1 << 16);
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
        boolean cpuDue = due(beat, pace.cpu());
        Reading<MilliCpu> used = cpuDue ? cpu(beat, text) : last.cpu();
        // On v2 the throttling is in the file that has just been read.
        Reading<Throttling> throttled = version == CgroupVersion.V2 && cpuDue && used instanceof Reading.Value
                ? throttlingIn(text, beat)
                : due(beat, pace.throttling()) ? throttling(beat, text) : last.throttling();
        boolean memoryDue = due(beat, pace.memory());
        last = new GroupObservation(
                used,
                memoryDue ? memory(text) : last.memory(),
                memoryDue ? cold(coldPages, text) : last.cold(),
                throttled,
                isTurn(beat, pressurePeriod(pace)) ? pressure(text) : last.pressure());
        first = false;
        return last;
    }

    private Duration pressurePeriod(Pace pace) {
        GroupPressure known = last.pressure();
        boolean none = known.cpu().isMissing()
                && known.memory().isMissing()
                && known.io().isMissing();
        boolean isThere = !last.cpu().isMissing();
        return none && isThere && askedForPressure ? LOOK_AGAIN_FOR_PRESSURE : pace.pressure();
    }

    private boolean due(Beat beat, Duration period) {
        return first || isTurn(beat, period);
    }

    private boolean isTurn(Beat beat, Duration period) {
        return (beat.number() + phase) % beat.every(period) == 0;
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
        askedForPressure = true;
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
