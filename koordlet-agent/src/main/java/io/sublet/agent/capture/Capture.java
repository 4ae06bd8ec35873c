package io.sublet.agent.capture;

import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.RecordingFiles;
import io.sublet.agent.observe.ClusterFeeds;
import io.sublet.agent.observe.NodeObserver;
import io.sublet.agent.observe.ObserverPaths;
import io.sublet.model.reading.Reading;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Observes the node as the agent does and keeps what was read: of each observation the files in a directory of its number, below it
 * {@code cgroup}, {@code proc}, {@code sys} and {@code kubelet}.
 */
public final class Capture {
    private static final String NOT_ASKED = "the cluster is not asked";

    private final RecordingFiles files;
    private final String cgroupRoot;
    private final ObserverPaths paths;
    private final Map<String, String> names;
    private Reading<List<PodView>> pods = Reading.missing(NOT_ASKED);

    /**
     * Reads nothing yet.
     *
     * @param files writes to them are refused
     */
    public Capture(RecordingFiles files, String cgroupRoot, ObserverPaths paths) {
        this.files = files;
        this.cgroupRoot = cgroupRoot;
        this.paths = paths;
        this.names = new LinkedHashMap<>();
        names.put(paths.cpuManagerState(), "kubelet/cpu_manager_state");
        names.put(paths.kubeletConfig(), "kubelet/config");
        // The group's mount is often below /sys, so it is looked for first.
        names.put(cgroupRoot, "cgroup");
        names.put(paths.procRoot(), "proc");
        names.put(paths.sysRoot(), "sys");
    }

    /**
     * Writes the archive.
     *
     * @return the number of files in it
     * @throws IOException if it cannot be written
     */
    public int write(OutputStream to, int observations, Duration between) throws IOException {
        CgroupFs cgroups = new CgroupFs(files, cgroupRoot);
        NodeObserver observer = new NodeObserver(
                files,
                cgroups,
                paths,
                new ClusterFeeds(
                        () -> pods,
                        () -> Reading.missing(NOT_ASKED),
                        () -> SloState.UNKNOWN,
                        () -> Reading.missing(NOT_ASKED),
                        nanoTime -> ExternalNumbers.NONE),
                between);
        pods = observer.layout().map(layout -> TreePods.find(cgroups, layout));
        int written = 0;
        try (TarWriter tar = new TarWriter(to, Instant.now())) {
            for (int number = 0; number < observations; number++) {
                if (number > 0) {
                    LockSupport.parkNanos(between.toNanos());
                }
                observer.observe(Instant.now(), System.nanoTime(), Map.of());
                written += write(tar, number);
            }
        }
        return written;
    }

    private int write(TarWriter tar, int number) throws IOException {
        Map<String, String> texts = files.takeTexts();
        for (Map.Entry<String, String> file : texts.entrySet()) {
            String name = name(file.getKey());
            tar.file(number + "/" + name, Redaction.of(name, file.getValue()));
        }
        if (number == 0) {
            for (String directory : files.directories()) {
                tar.directory(number + "/" + name(directory));
            }
        }
        return texts.size();
    }

    private String name(String path) {
        for (Map.Entry<String, String> root : names.entrySet()) {
            if (path.equals(root.getKey()) || path.startsWith(root.getKey() + "/")) {
                return root.getValue() + path.substring(root.getKey().length());
            }
        }
        return "other" + path;
    }
}
