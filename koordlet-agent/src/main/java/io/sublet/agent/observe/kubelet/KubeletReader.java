package io.sublet.agent.observe.kubelet;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.model.reading.Reading;
import org.jspecify.annotations.Nullable;

/**
 * The kubelet's settings and its record of CPUs. Neither is asked of the kubelet itself: that would take a right over all nodes.
 * The record is replaced, not rewritten, by the kubelet, so it is opened anew each time; it is looked at every few seconds.
 */
public final class KubeletReader {
    private static final long STATE_NANOS = 3_000_000_000L;

    private final KernelFiles files;
    private final String procRoot;
    private final String stateFile;
    private final String configFile;
    private final AsciiText text = new AsciiText();
    private final AsciiText lastState = new AsciiText(256);
    private @Nullable FileResult lastResult;
    private Reading<CpuManagerState> state;
    private KubeletSettings settings = KubeletSettings.UNKNOWN;
    private long settingsOfPid = -1;
    private long readAt;

    /**
     * Reads nothing yet.
     *
     * @param stateFile the CPU manager's record
     * @param configFile the kubelet's configuration file; need not exist
     */
    public KubeletReader(KernelFiles files, String procRoot, String stateFile, String configFile) {
        this.files = files;
        this.procRoot = procRoot;
        this.stateFile = stateFile;
        this.configFile = configFile;
        this.state = Reading.missing(stateFile + ": not read yet");
    }

    /** Looks if it is time to. */
    public void refresh(KubeletState kubelet, long nanoTime) {
        if (lastResult != null && nanoTime - readAt < STATE_NANOS) {
            return;
        }
        readAt = nanoTime;
        readState();
        long pid = kubelet instanceof KubeletState.Running running ? running.pid() : 0;
        if (pid != settingsOfPid) {
            settingsOfPid = pid;
            KubeletSettings file = files.text(configFile)
                    .map(KubeletSettings::parse)
                    .toOptional()
                    .orElse(KubeletSettings.UNKNOWN);
            String commandLine = pid == 0
                    ? ""
                    : files.text(procRoot + "/" + pid + "/cmdline").toOptional().orElse("");
            KubeletSettings read = KubeletSettings.of(commandLine, file);
            settings = read.equals(settings) ? settings : read;
        }
    }

    private void readState() {
        FileResult result = files.readOnce(stateFile, text);
        boolean same = result.isDone() ? text.isSame(lastState) : true;
        if (result.equals(lastResult) && same) {
            return;
        }
        lastResult = result;
        if (result.isDone()) {
            lastState.copy(text);
            state = CpuManagerState.parse(text.toString())
                    .map(Reading::of)
                    .orElseGet(() -> Reading.missing(stateFile + ": not understood"));
        } else {
            state = Reading.missing(stateFile + ": " + result.cause());
        }
    }

    /** The record of CPUs; the same object while it has not changed. */
    public Reading<CpuManagerState> cpuManager() {
        return state;
    }

    public KubeletSettings settings() {
        return settings;
    }
}
