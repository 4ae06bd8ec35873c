package io.sublet.agent.observe.signal;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.Cpi;
import io.sublet.agent.observe.group.GroupMemory;
import io.sublet.agent.observe.group.GroupPressure;
import io.sublet.agent.observe.group.Pressure;
import io.sublet.agent.observe.group.Throttling;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes windows of what is observed of pods, while the policy asks for it. Pressure is the growth of the kernel's own totals, which are read every
 * ten seconds; where there is none of the CPU, the threads' delay stands in for it. A window over which the machine slept, or the agent did not
 * look, is none.
 */
public final class SignalReader {
    /** A pod whose own quota stopped it in so many periods waited for itself. */
    private static final double OWN_LIMIT = 0.1;

    private static final Reading<Double> NOT_BEFORE = Reading.missing("not known at the beginning of the window");
    private static final Reading<Double> NOT_COUNTED = Reading.missing("not counted in this window");
    private static final Reading<Double> OWN_QUOTA = Reading.missing("the pod's own quota stopped it");

    /** What is known of a pod since the window began. */
    private static final class Course {
        final Map<SignalKind, Reading<Long>> totals = new EnumMap<>(SignalKind.class);
        double memory = -1;
        /** Number of the last count of cycles before it. */
        long counted = -1;

        double cpu;
        int looks;
        boolean whole = true;
        boolean throttled;
    }

    private final RunDelayReader delays;
    private Map<String, Course> courses = new HashMap<>();
    private Signals last = Signals.NONE;
    private long began;
    private long era = -1;
    private Duration length = Duration.ZERO;

    public SignalReader(KernelFiles files, CgroupFs cgroups, String procRoot) {
        this.delays = new RunDelayReader(files, cgroups, procRoot);
    }

    /** Looks at the pods; the window of before until another one has ended. */
    public Signals read(List<PodObservation> pods, Reading<NodeSlo> slo, Beat beat) {
        InterferenceRule rule =
                slo.map(rules -> rules.extensions().interference()).toOptional().orElse(InterferenceRule.DEFAULT);
        if (!rule.enabled()) {
            era = -1;
            courses.clear();
            last = Signals.NONE;
            return last;
        }
        Duration window = rule.detection().window();
        long passed = beat.nanoTime() - began;
        if (era != beat.era() || !window.equals(length) || passed > 2 * window.toNanos()) {
            delays.begin();
            pods.stream()
                    .filter(pod -> !pod.pod().isBestEffort()
                            && pod.group().pressure().cpu().isMissing())
                    .forEach(delays::waited);
            begin(pods, beat, window);
            return last;
        }
        pods.forEach(this::note);
        if (passed >= window.toNanos()) {
            last = end(pods, passed);
            begin(pods, beat, window);
        }
        return last;
    }

    private void begin(List<PodObservation> pods, Beat beat, Duration window) {
        delays.end();
        courses = new HashMap<>();
        for (PodObservation pod : pods) {
            Course course = new Course();
            GroupPressure pressure = pod.group().pressure();
            course.totals.put(SignalKind.CPU_WAIT, total(pressure.cpu()));
            course.totals.put(SignalKind.MEMORY_WAIT, total(pressure.memory()));
            course.totals.put(SignalKind.IO_WAIT, total(pressure.io()));
            course.memory = memory(pod);
            course.counted = pod.cpi().map(Cpi::sample).toOptional().orElse(-1L);
            courses.put(pod.pod().ref().uid(), course);
        }
        began = beat.nanoTime();
        era = beat.era();
        length = window;
    }

    private void note(PodObservation pod) {
        Course course = courses.get(pod.pod().ref().uid());
        if (course != null) {
            course.looks++;
            course.throttled |= pod.group().throttling() instanceof Reading.Value<Throttling>(Throttling own)
                    && own.ratio() > OWN_LIMIT;
            switch (pod.usage().cpu()) {
                case Reading.Value<MilliCpu>(MilliCpu cpu) -> course.cpu += cpu.value();
                case Reading.Missing<MilliCpu> missing -> course.whole = false;
            }
        }
    }

    private Signals end(List<PodObservation> pods, long nanos) {
        Map<String, Map<SignalKind, Signal>> online = new HashMap<>();
        Map<String, BatchUse> batch = new HashMap<>();
        Set<String> seen = new HashSet<>();
        delays.begin();
        for (PodObservation pod : pods) {
            String uid = pod.pod().ref().uid();
            Course course = courses.get(uid);
            if (!pod.pod().isBestEffort()) {
                Map<SignalKind, Signal> signals = signals(pod, course, nanos);
                online.put(uid, signals);
            } else if (course != null && course.whole && course.looks > 0) {
                double now = memory(pod);
                double grown = now < 0 || course.memory < 0 ? 0 : Math.max(0, now - course.memory);
                batch.put(uid, new BatchUse(course.cpu / course.looks, grown));
            }
            seen.add(uid);
        }
        courses.keySet().retainAll(seen);
        return new Signals(last.window() + 1, online, batch);
    }

    private Map<SignalKind, Signal> signals(PodObservation pod, @Nullable Course course, long nanos) {
        Map<SignalKind, Signal> signals = new EnumMap<>(SignalKind.class);
        GroupPressure pressure = pod.group().pressure();
        boolean throttled = course != null && course.throttled;
        Reading<Double> cpu = share(course, SignalKind.CPU_WAIT, pressure.cpu(), nanos);
        signals.put(SignalKind.CPU_WAIT, new Signal(throttled ? OWN_QUOTA : cpu));
        signals.put(
                SignalKind.MEMORY_WAIT, new Signal(share(course, SignalKind.MEMORY_WAIT, pressure.memory(), nanos)));
        signals.put(SignalKind.IO_WAIT, new Signal(share(course, SignalKind.IO_WAIT, pressure.io(), nanos)));
        signals.put(SignalKind.CYCLES_PER_INSTRUCTION, new Signal(counted(course, pod.cpi())));
        if (pressure.cpu().isMissing()) {
            Reading<Double> delay = delays.waited(pod);
            signals.put(SignalKind.RUN_DELAY, new Signal(throttled ? OWN_QUOTA : delay));
        }
        return Map.copyOf(signals);
    }

    /** One measurement counts in one window: cycles are not counted all the time. */
    private static Reading<Double> counted(@Nullable Course course, Reading<Cpi> now) {
        if (course == null) {
            return NOT_BEFORE;
        }
        return now.flatMap(cpi -> cpi.sample() > course.counted ? Reading.of(cpi.ratio()) : NOT_COUNTED);
    }

    private static Reading<Double> share(@Nullable Course course, SignalKind kind, Reading<Pressure> now, long nanos) {
        Reading<Long> before =
                course == null ? Reading.missing("new") : course.totals.getOrDefault(kind, Reading.missing("new"));
        if (!(before instanceof Reading.Value<Long>(Long then))) {
            return NOT_BEFORE;
        }
        return total(now)
                .flatMap(micros -> micros < then
                        ? Reading.missing("the total went backwards")
                        : Reading.of(Math.min(100, 100.0 * (micros - then) * 1000 / nanos)));
    }

    private static Reading<Long> total(Reading<Pressure> pressure) {
        return pressure.map(known -> known.some().totalMicros());
    }

    /** Bytes of memory and page cache; negative where they are not known. */
    private static double memory(PodObservation pod) {
        return pod.group().memory() instanceof Reading.Value<GroupMemory>(GroupMemory kinds)
                ? kinds.withPageCache().value()
                : -1;
    }
}
