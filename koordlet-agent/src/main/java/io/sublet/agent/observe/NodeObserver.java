package io.sublet.agent.observe;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.kernel.KubepodsSearch;
import io.sublet.agent.observe.kubelet.KubeletObservation;
import io.sublet.agent.observe.kubelet.KubeletReader;
import io.sublet.agent.observe.kubelet.KubeletState;
import io.sublet.agent.observe.kubelet.KubeletWatch;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.agent.observe.machine.MachineReader;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the node once and makes an observation of it. */
public final class NodeObserver {
    /** CPUs of the largest machine that runs Kubernetes; while the number is unknown, rates are only held below this. */
    private static final int UNKNOWN_CPUS = 8192;

    private final KernelFiles files;
    private final CgroupFs cgroups;
    private final ObserverPaths paths;
    private final ClusterFeeds cluster;
    private final NodeReader nodeReader;
    private final MachineReader machineReader;
    private final TierReader tierReader;
    private final KubeletWatch kubelet;
    private final KubeletReader kubeletReader;
    private final AsciiText text = new AsciiText();
    private final Map<String, CgroupUsage> podUsages = new HashMap<>();

    private Optional<KubepodsLayout> layout = Optional.empty();
    private Optional<CgroupUsage> tierUsage = Optional.empty();
    private long lastAt;
    private long lastNodeCpuAt;

    public NodeObserver(KernelFiles files, CgroupFs cgroups, ObserverPaths paths, ClusterFeeds cluster) {
        this.files = files;
        this.cgroups = cgroups;
        this.paths = paths;
        this.cluster = cluster;
        this.nodeReader = new NodeReader(files, paths.procRoot());
        this.machineReader = new MachineReader(files, paths.procRoot(), paths.sysRoot());
        this.tierReader = new TierReader(cgroups);
        this.kubelet = new KubeletWatch(files, paths.procRoot());
        this.kubeletReader = new KubeletReader(files, paths.procRoot(), paths.cpuManagerState(), paths.kubeletConfig());
    }

    /** The watch over the kubelet, for looks between two observations. */
    public KubeletWatch kubelet() {
        return kubelet;
    }

    /**
     * Observes.
     *
     * @param nanoTime monotonic time
     * @param held what the agent has changed
     */
    public Observation observe(Instant now, long nanoTime, Map<KnobKey, KnobValue> held) {
        Machine machine = machineReader.read(nanoTime);
        int cpus = machine.topology()
                .map(known -> known.cpus().size())
                .toOptional()
                .orElse(UNKNOWN_CPUS);
        MemoryCollectPolicy memory = cluster.metric()
                .collectPolicy()
                .map(CollectPolicy::memory)
                .toOptional()
                .orElse(CollectPolicy.DEFAULT.memory());
        ResourceUsage used = new ResourceUsage(nodeReader.cpu(nanoTime, cpus), nodeReader.memory(memory));
        boolean first = lastAt == 0;
        if (first || !used.cpu().isMissing()) {
            lastNodeCpuAt = nanoTime;
        }
        Duration sinceLast = first ? Duration.ZERO : Duration.ofNanos(nanoTime - lastAt);
        lastAt = nanoTime;
        Reading<KubepodsLayout> found = layout();
        Reading<List<PodObservation>> pods = pods(found, nanoTime, cpus, memory);
        Observation seen = new Observation(
                now,
                sinceLast,
                used,
                Duration.ofNanos(nanoTime - lastNodeCpuAt),
                machine,
                cluster.node().node(),
                pods,
                cluster.slo().slo().inForce(),
                tier(found, nanoTime, cpus, !held.isEmpty()),
                kubelet(nanoTime),
                held);
        files.sweep();
        return seen;
    }

    /** Where the pods are; looked for until found, and again when they are no longer there. */
    public Reading<KubepodsLayout> layout() {
        if (layout.isPresent() && tierReader.exists(layout.get().tier(KubeQos.GUARANTEED))) {
            return Reading.of(layout.get());
        }
        Reading<KubepodsLayout> found = new KubepodsSearch(cgroups)
                .find(paths.kubeletCgroupRoot(), files.text(paths.procRoot() + "/self/cgroup"));
        layout = found.toOptional();
        return found;
    }

    private Reading<List<PodObservation>> pods(
            Reading<KubepodsLayout> found, long nanoTime, int cpus, MemoryCollectPolicy memory) {
        return cluster.pods().pods().map(all -> {
            List<PodView> active = all.stream().filter(PodView::active).toList();
            podUsages.keySet().retainAll(active.stream().map(PodView::cgroupUid).toList());
            List<PodObservation> observed = new ArrayList<>();
            for (PodView pod : active) {
                observed.add(new PodObservation(
                        pod,
                        switch (found) {
                            case Reading.Value<KubepodsLayout>(KubepodsLayout where) ->
                                usage(where.pod(pod.kubeQos(), pod.cgroupUid()), pod, nanoTime, cpus, memory);
                            case Reading.Missing<KubepodsLayout>(String cause) -> ResourceUsage.missing(cause);
                        }));
            }
            return observed;
        });
    }

    private ResourceUsage usage(CgroupPath path, PodView pod, long nanoTime, int cpus, MemoryCollectPolicy memory) {
        CgroupUsage usage = podUsages.computeIfAbsent(pod.cgroupUid(), uid -> new CgroupUsage(cgroups, path));
        return new ResourceUsage(usage.cpu(nanoTime, cpus, text), usage.memory(memory, text));
    }

    private Reading<BestEffortTier> tier(Reading<KubepodsLayout> found, long nanoTime, int cpus, boolean holding) {
        return found.flatMap(where -> {
            CgroupPath path = where.tier(KubeQos.BEST_EFFORT);
            if (!tierReader.exists(path)) {
                return Reading.missing("no group " + path);
            }
            if (tierUsage.isEmpty() || !tierUsage.get().path().equals(path)) {
                tierUsage = Optional.of(new CgroupUsage(cgroups, path));
            }
            boolean suppressing = cluster.slo()
                    .slo()
                    .inForce()
                    .map(slo -> slo.cpuSuppress().enabled())
                    .toOptional()
                    .orElse(false);
            return Reading.of(tierReader.read(tierUsage.get(), nanoTime, cpus, holding || suppressing, text));
        });
    }

    private KubeletObservation kubelet(long nanoTime) {
        KubeletState state = kubelet.observe(nanoTime);
        kubeletReader.refresh(state, nanoTime);
        return new KubeletObservation(state, kubeletReader.settings(), kubeletReader.cpuManager());
    }

    /** A look between two observations, at the node and the best-effort tier alone, with rates of its own. */
    public FastWatch fastWatch() {
        return new FastWatch(new NodeReader(files, paths.procRoot()), cgroups);
    }

    /** CPU usage of node and tier since the last look; missing for what could not be read. */
    public static final class FastWatch {
        private final NodeReader node;
        private final CgroupFs cgroups;
        private final AsciiText text = new AsciiText();
        private Optional<CgroupUsage> tier = Optional.empty();

        private FastWatch(NodeReader node, CgroupFs cgroups) {
            this.node = node;
            this.cgroups = cgroups;
        }

        public Reading<MilliCpu> node(long nanoTime, int cpus) {
            return node.cpu(nanoTime, cpus);
        }

        public Reading<MilliCpu> tier(CgroupPath path, long nanoTime, int cpus) {
            if (tier.isEmpty() || !tier.get().path().equals(path)) {
                tier = Optional.of(new CgroupUsage(cgroups, path));
            }
            return tier.get().cpu(nanoTime, cpus, text);
        }

        /** The tier as it was, with the quotas of now. */
        public BestEffortTier refresh(BestEffortTier known) {
            TierReader reader = new TierReader(cgroups);
            return new BestEffortTier(
                    known.path(),
                    known.used(),
                    reader.quota(known.path()),
                    reader.period(known.path()),
                    known.cpus(),
                    known.effective(),
                    known.allowed(),
                    known.idle(),
                    reader.members(known.path()));
        }
    }
}
