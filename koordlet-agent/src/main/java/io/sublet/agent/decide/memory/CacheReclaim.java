package io.sublet.agent.decide.memory;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.group.GroupMemory;
import io.sublet.agent.observe.group.Pressure;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Bytes;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Takes page cache from best effort while online pods lose time for want of memory, before anything has to be killed: in each step a
 * bounded amount of the pod that has most of it, then it waits for the effect. A step that did not help makes the next wait twice as
 * long.
 *
 * <p>On cgroup v2 through memory.reclaim. On v1 memory.force_empty takes all there is of a group, so that groups with much are left
 * alone there: the write returns only when all is done.
 */
public final class CacheReclaim implements RememberingPolicy<CacheReclaim.Cooling> {
    public static final String NAME = "reclaim";

    /** Share of the last ten seconds, in percent, in which some task of an online pod waited for memory. */
    static final double PRESSURE = 5;

    static final Bytes MOST = Bytes.ofMebibytes(256);
    static final Bytes LEAST = Bytes.ofMebibytes(16);
    static final Bytes MOST_ON_V1 = Bytes.ofMebibytes(1024);
    static final Duration FIRST_WAIT = Duration.ofSeconds(10);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /**
     * What is remembered of the last step.
     *
     * @param until time since boot before which there is no other
     * @param length how long that was from the step on; zero before the first
     * @param pressure at the step
     */
    public record Cooling(Duration until, Duration length, double pressure) {
        static final Cooling NONE = new Cooling(Duration.ZERO, Duration.ZERO, 0);
    }

    /** A pod that has page cache. */
    private record Candidate(CgroupPath group, GroupMemory memory) {}

    /** An agent that has just started waits too: it may have reclaimed a moment ago. */
    @Override
    public Cooling start() {
        return new Cooling(Duration.ZERO, FIRST_WAIT, PRESSURE);
    }

    @Override
    public Step<Cooling> decide(Observation seen, Cooling memory) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return hold(MemoryReason.PolicyUnknown, memory);
        }
        if (!slo.resources().of(QosClass.BE).memory().enabled()) {
            return hold(MemoryReason.NotAsked, Cooling.NONE);
        }
        if (!seen.knobs().supported().contains(Knob.MEMORY_RECLAIM)) {
            return hold(MemoryReason.NotSupported, Cooling.NONE);
        }
        List<PodObservation> pods = seen.pods().toOptional().orElse(List.of());
        OptionalDouble pressure = pressure(seen, pods);
        if (pressure.isEmpty()) {
            return hold(MemoryReason.MemoryUnknown, memory);
        }
        Duration now = seen.moment().sinceBoot();
        if (memory.until.isZero() && !memory.length.isZero()) {
            return hold(MemoryReason.CoolingDown, new Cooling(now.plus(memory.length), memory.length, PRESSURE));
        }
        if (pressure.getAsDouble() < PRESSURE) {
            return hold(MemoryReason.Enough, Cooling.NONE);
        }
        if (now.compareTo(memory.until) < 0) {
            return hold(MemoryReason.CoolingDown, memory);
        }
        return reclaim(seen, pods, pressure.getAsDouble(), memory);
    }

    private static Step<Cooling> reclaim(Observation seen, List<PodObservation> pods, double pressure, Cooling memory) {
        Optional<Candidate> victim = candidates(seen, pods)
                .max(Comparator.comparing((Candidate candidate) -> candidate.memory.inactiveFile())
                        .thenComparing(Candidate::group));
        if (victim.isEmpty()) {
            return hold(MemoryReason.NothingToReclaim, memory);
        }
        Bytes amount = victim.get().memory.inactiveFile().min(MOST);
        CgroupPath group = victim.get().group;
        Reason reason = Reason.of(MemoryReason.Short)
                .with("pressure", pressure + "%")
                .with("threshold", PRESSURE + "%")
                .with("group", group)
                .with("amount", amount);
        Action action = new Action.Trigger(
                new KnobKey(group, Knob.MEMORY_RECLAIM), new KnobValue.Whole(amount.value()), reason);
        boolean helped = memory.length.isZero() || pressure < memory.pressure;
        Duration wait = helped ? FIRST_WAIT : shorter(memory.length.multipliedBy(2), LONGEST_WAIT);
        return new Step<>(
                new Verdict.Act(NAME, List.of(action), reason),
                new Cooling(seen.moment().sinceBoot().plus(wait), wait, pressure));
    }

    private static Stream<Candidate> candidates(Observation seen, List<PodObservation> pods) {
        boolean all = seen.knobs().version() == CgroupVersion.V1;
        return pods.stream()
                .filter(pod -> pod.pod().isBestEffort())
                .flatMap(pod -> pod.cgroup().stream()
                        .flatMap(group ->
                                pod.group().memory().toOptional().stream().map(memory -> new Candidate(group, memory))))
                .filter(candidate -> candidate.memory.inactiveFile().compareTo(LEAST) >= 0)
                .filter(candidate -> !all || candidate.memory.withPageCache().compareTo(MOST_ON_V1) <= 0);
    }

    /** Of the online pod that suffers most; of the node where no pod's is known. */
    private static OptionalDouble pressure(Observation seen, List<PodObservation> pods) {
        OptionalDouble online = pods.stream()
                .filter(pod -> !pod.pod().isBestEffort())
                .flatMap(pod -> pod.group().pressure().memory().toOptional().stream())
                .mapToDouble(CacheReclaim::recent)
                .max();
        return online.isPresent()
                ? online
                : seen.detail().pressure().memory().toOptional().stream()
                        .mapToDouble(CacheReclaim::recent)
                        .max();
    }

    private static double recent(Pressure pressure) {
        return pressure.some().avg10();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Step<Cooling> hold(MemoryReason why, Cooling memory) {
        return new Step<>(new Verdict.Hold(NAME, Reason.of(why)), memory);
    }
}
