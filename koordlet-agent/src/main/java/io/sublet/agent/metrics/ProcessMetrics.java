package io.sublet.agent.metrics;

import static io.sublet.agent.metrics.Exposition.Type.COUNTER;
import static io.sublet.agent.metrics.Exposition.Type.GAUGE;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.KernelFiles;

/** The agent's own costs, under the names that Prometheus' clients give them; see proc_pid_stat(5). */
public final class ProcessMetrics implements MetricSource {
    private static final String SELF = "/proc/self/";

    /** Fields behind the name: user and system time in 1/100 s. */
    private static final int USER_BEHIND_NAME = 11;

    private static final double TICKS_PER_SECOND = 100;

    private final KernelFiles files;
    private final AsciiText text = new AsciiText();
    private final double startedAt;

    /**
     * The costs of this process.
     *
     * @param files used by the thread that serves metrics alone
     * @param startedAt seconds since the epoch
     */
    public ProcessMetrics(KernelFiles files, double startedAt) {
        this.files = files;
        this.startedAt = startedAt;
    }

    @Override
    public void write(Exposition out) {
        out.family("process_start_time_seconds", GAUGE, "When the process started")
                .sample(startedAt);
        if (files.readOnce(SELF + "stat", text).isDone()) {
            int behindName = text.lastIndexOf(')') + 1;
            long user = text.fieldAt(behindName, USER_BEHIND_NAME);
            long system = text.fieldAt(behindName, USER_BEHIND_NAME + 1);
            if (behindName > 0 && user >= 0 && system >= 0) {
                out.family("process_cpu_seconds_total", COUNTER, "CPU time used")
                        .sample((user + system) / TICKS_PER_SECOND);
            }
        }
        if (files.readOnce(SELF + "status", text).isDone()) {
            long kib = text.countOf("VmRSS");
            if (kib != AsciiText.NONE) {
                out.family("process_resident_memory_bytes", GAUGE, "Resident memory")
                        .sample(kib * 1024.0);
            }
        }
        out.family("process_open_fds", GAUGE, "Open file descriptors")
                .sample(files.entries(SELF + "fd").size());
    }
}
