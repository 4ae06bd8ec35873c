package io.sublet.agent.observe.cpi;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.PerfEvents;
import io.sublet.agent.kernel.PerfEvents.Counting;
import io.sublet.agent.kernel.PerfEvents.Event;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.Cpi;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts cycles and instructions of each container that runs, ten seconds a minute and all of them in the same seconds; the kernel pays for
 * counters with each switch between groups, so that for most of the time there are none. Where containers and CPUs ask for more
 * descriptors than are allowed, they take turns of at least a second.
 */
public final class CpiReader {
    private static final List<Event> EVENTS = List.of(Event.CYCLES, Event.INSTRUCTIONS);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration PROBE_PERIOD = Duration.ofMinutes(5);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Of each period, for how long there may be counters. */
    private static final Duration TOGETHER = Duration.ofSeconds(20);

    /** Opened in one observation, so that it does not take long. */
    private static final int MOST_AT_ONCE = 128;

    /** What uses less is not counted: of a few wake-ups nothing follows. */
    private static final MilliCpu LEAST_USED = new MilliCpu(10);

    private static final Reading<Cpi> NOT_YET = Reading.missing("not counted yet");
    private static final Reading<Cpi> IDLE = Reading.missing("it uses less than " + LEAST_USED);

    private record Running(CgroupPath group, Counting counting, long until) {}

    private final PerfEvents perf;
    private final CgroupFs cgroups;
    private final int mostDescriptors;
    private final Map<CgroupPath, Reading<Cpi>> results = new HashMap<>();
    private final Deque<CgroupPath> turn = new ArrayDeque<>();
    private final Deque<Running> running = new ArrayDeque<>();
    private Reading<Integer> state = Reading.missing("not tried yet");
    /** Of a container that has no result. */
    private Reading<Cpi> nothing = NOT_YET;

    private long nextProbe;
    private long nextRound;
    private long window;
    private long era;
    private long samples;
    private boolean first = true;

    /** @param mostDescriptors open at one time; a container takes two for each CPU, and at least one is counted at a time */
    public CpiReader(PerfEvents perf, CgroupFs cgroups, int mostDescriptors) {
        this.perf = perf;
        this.cgroups = cgroups;
        this.mostDescriptors = mostDescriptors;
    }

    /** What was last measured of a container. */
    public Reading<Cpi> of(CgroupPath container) {
        return results.getOrDefault(container, nothing);
    }

    /**
     * Ends counts whose time is over and begins those whose turn it is.
     *
     * @param pods as they were observed
     * @param cpus all that are online
     * @return how many containers have a value; missing where the machine counts nothing, with the reason
     */
    public Reading<Integer> step(List<PodObservation> pods, CpuSet cpus, Beat beat) {
        if (first || beat.era() != era) {
            drop();
            nextProbe = beat.nanoTime();
            nextRound = beat.nanoTime();
            era = beat.era();
            first = false;
        }
        if (state.isMissing() && beat.nanoTime() - nextProbe >= 0) {
            nextProbe = beat.nanoTime() + PROBE_PERIOD.toNanos();
            state = probe(cpus);
            nothing = state instanceof Reading.Missing<Integer>(String cause) ? Reading.missing(cause) : NOT_YET;
        }
        if (state.isMissing()) {
            return state;
        }
        end(beat.nanoTime());
        if (turn.isEmpty() && running.isEmpty() && beat.nanoTime() - nextRound >= 0) {
            nextRound = beat.nanoTime() + PERIOD.toNanos();
            arrange(pods, cpus);
        }
        begin(cpus, beat.nanoTime());
        return state;
    }

    /** Whether the machine counts at all: on one CPU, of all groups together. */
    private Reading<Integer> probe(CpuSet cpus) {
        if (cpus.isEmpty()) {
            return Reading.missing("the CPUs are not known");
        }
        CpuSet one = CpuSet.of(cpus.stream().limit(1));
        return cgroups.perfDirectory(CgroupPath.ROOT)
                .flatMap(root -> perf.begin(root, one, EVENTS))
                .map(counting -> {
                    counting.close();
                    return 0;
                });
    }

    private void drop() {
        running.forEach(one -> one.counting.close());
        running.clear();
        turn.clear();
        results.clear();
    }

    private void end(long now) {
        while (!running.isEmpty() && now - running.getFirst().until >= 0) {
            Running over = running.removeFirst();
            results.put(over.group, over.counting.read().flatMap(counts -> CpiScale.of(counts, ++samples)));
            over.counting.close();
            state = Reading.of((int) results.values().stream()
                    .filter(result -> !result.isMissing())
                    .count());
        }
    }

    private void arrange(List<PodObservation> pods, CpuSet cpus) {
        Set<CgroupPath> there = new HashSet<>();
        for (PodObservation pod : pods) {
            for (ContainerObservation container : pod.containers()) {
                there.add(container.cgroup());
                if (container.usage().cpu() instanceof Reading.Value<MilliCpu>(MilliCpu used)
                        && used.compareTo(LEAST_USED) >= 0) {
                    turn.add(container.cgroup());
                } else {
                    results.put(container.cgroup(), IDLE);
                }
            }
        }
        results.keySet().retainAll(there);
        int together = Math.max(1, mostDescriptors / perContainer(cpus));
        int turns = Math.max(1, (turn.size() + together - 1) / together);
        window = Math.clamp(TOGETHER.toNanos() / turns, SHORTEST.toNanos(), WINDOW.toNanos());
    }

    private static int perContainer(CpuSet cpus) {
        return Math.max(1, cpus.size() * EVENTS.size());
    }

    private void begin(CpuSet cpus, long now) {
        int each = perContainer(cpus);
        int begun = 0;
        while (!turn.isEmpty() && mayBegin(begun * each, each)) {
            CgroupPath group = turn.removeFirst();
            begun++;
            switch (cgroups.perfDirectory(group).flatMap(directory -> perf.begin(directory, cpus, EVENTS))) {
                case Reading.Value<Counting>(Counting counting) ->
                    running.addLast(new Running(group, counting, now + window));
                case Reading.Missing<Counting>(String cause) -> results.put(group, Reading.missing(cause));
            }
        }
    }

    /** One is begun in any case, however many descriptors it takes. */
    private boolean mayBegin(int opened, int each) {
        boolean fits = (running.size() + 1) * each <= mostDescriptors || running.isEmpty();
        return fits && (opened + each <= MOST_AT_ONCE || opened == 0);
    }
}
