package io.sublet.agent.observe.signal;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import java.util.HashMap;
import java.util.Map;

/**
 * How long the threads of pods ran, and waited to run, since they were last looked at: {@code /proc/<tid>/schedstat}, whose first two fields are
 * both in nanoseconds (sched-stats.rst of the kernel's documentation). It is there on every kernel, also where control groups show no pressure.
 */
final class RunDelayReader {
    /** A pod with more threads is not looked at, since it would cost too much. */
    private static final int MOST_THREADS = 512;

    /** What ran and waited less in a window says nothing. */
    private static final long LEAST_NANOS = 10_000_000;

    private record Times(long ran, long waited) {}

    private final KernelFiles files;
    private final CgroupFs cgroups;
    private final String procRoot;
    private final AsciiText tasks = new AsciiText();
    private final AsciiText stat = new AsciiText(128);
    private Map<String, Map<Long, Times>> last = new HashMap<>();
    private Map<String, Map<Long, Times>> now = new HashMap<>();

    RunDelayReader(KernelFiles files, CgroupFs cgroups, String procRoot) {
        this.files = files;
        this.cgroups = cgroups;
        this.procRoot = procRoot;
    }

    /** Begins a look at all pods; what is not looked at until {@link #end} is forgotten. */
    void begin() {
        now = new HashMap<>();
    }

    /** In percent of the time in which threads could have run; missing for the first look and for a pod that hardly ran. */
    Reading<Double> waited(PodObservation pod) {
        Map<Long, Times> threads = new HashMap<>();
        for (ContainerObservation container : pod.containers()) {
            if (!cgroups.read(container.cgroup(), Knob.TASKS, tasks).isDone()) {
                continue;
            }
            for (int line = 0; line < tasks.length(); line = tasks.nextLine(line)) {
                long tid = tasks.fieldAt(line, 0);
                if (tid == 0) {
                    return Reading.missing(
                            "threads of pods cannot be seen: the agent is not in the host's process namespace");
                }
                if (threads.size() == MOST_THREADS) {
                    return Reading.missing("more than " + MOST_THREADS + " threads");
                }
                read(tid, threads);
            }
        }
        String uid = pod.pod().ref().uid();
        now.put(uid, threads);
        Map<Long, Times> before = last.get(uid);
        return before == null ? Reading.missing("the first look has no growth") : growth(before, threads);
    }

    private void read(long tid, Map<Long, Times> threads) {
        boolean read = tid > 0
                && files.readOnce(procRoot + "/" + tid + "/schedstat", stat).isDone();
        if (read && stat.field(0) >= 0 && stat.field(1) >= 0) {
            threads.put(tid, new Times(stat.field(0), stat.field(1)));
        }
    }

    /** A thread that is new, or whose counters are less than before, began since. */
    private static Reading<Double> growth(Map<Long, Times> before, Map<Long, Times> threads) {
        long ran = 0;
        long waited = 0;
        for (Map.Entry<Long, Times> thread : threads.entrySet()) {
            Times times = thread.getValue();
            Times then = before.getOrDefault(thread.getKey(), new Times(0, 0));
            boolean same = times.ran >= then.ran && times.waited >= then.waited;
            ran += same ? times.ran - then.ran : times.ran;
            waited += same ? times.waited - then.waited : times.waited;
        }
        return ran + waited < LEAST_NANOS
                ? Reading.missing("the pod hardly ran")
                : Reading.of(100.0 * waited / (ran + waited));
    }

    void end() {
        last = now;
    }
}
