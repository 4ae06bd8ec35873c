package io.sublet.agent.observe;

import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.kernel.KubepodsSearch;
import io.sublet.agent.observe.core.CookieReader;
import io.sublet.agent.observe.core.ProcessCookie;
import io.sublet.agent.observe.cpi.CpiReader;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.ColdPages;
import io.sublet.agent.observe.group.Cpi;
import io.sublet.agent.observe.group.GroupReader;
import io.sublet.agent.observe.group.Pace;
import io.sublet.agent.observe.knob.KnobReader;
import io.sublet.agent.observe.kubelet.KubeletObservation;
import io.sublet.agent.observe.kubelet.KubeletReader;
import io.sublet.agent.observe.kubelet.KubeletState;
import io.sublet.agent.observe.kubelet.KubeletWatch;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.agent.observe.machine.MachineReader;
import io.sublet.agent.observe.node.NodeDetail;
import io.sublet.agent.observe.node.NodeDetailReader;
import io.sublet.agent.observe.node.NodeMemory;
import io.sublet.agent.observe.node.NodeReader;
import io.sublet.agent.observe.pod.HostApplicationObservation;
import io.sublet.agent.observe.pod.HostApplicationsObserver;
import io.sublet.agent.observe.pod.Paces;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.pod.PodsObserver;
import io.sublet.agent.observe.resource.ResourceReader;
import io.sublet.agent.observe.signal.SignalReader;
import io.sublet.agent.observe.space.NodeSpace;
import io.sublet.agent.observe.space.SpaceWatch;
import io.sublet.agent.runtime.ContainerRequest;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.PressureRule;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.SchedulingRule;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the node once and makes an observation of it. */
public final class NodeObserver {
    /** CPUs of the largest machine that runs Kubernetes; while the number is unknown, rates are only held below this. */
    private static final int UNKNOWN_CPUS = 8192;

    private static final Reading<Cpi> NO_CPI = Reading.missing("the settings do not ask for it");

    private final KernelFiles files;
    private final CgroupFs cgroups;
    private final ObserverPaths paths;
    private final ClusterFeeds cluster;
    private final Pulse pulse;
    private final NodeReader nodeReader;
    private final NodeDetailReader detailReader;
    private final GroupReader rootReader;
    private final MachineReader machineReader;
    private final TierReader tierReader;
    private final PodsObserver podsObserver;
    private final HostApplicationsObserver applicationsObserver;
    private final KnobReader knobReader;
    private final WantedKnobs wantedKnobs = new WantedKnobs();
    private final ResourceReader resourceReader;
    private final SignalReader signalReader;
    private final KubeletWatch kubelet;
    private final KubeletReader kubeletReader;
    private final PreviewReader previewReader;
    private final AsciiText stat = new AsciiText();
    private final AsciiText text = new AsciiText();

    private Optional<CookieReader> cookieReader = Optional.empty();
    private Optional<SpaceWatch> spaceWatch = Optional.empty();
    private Optional<CpiReader> cpiReader = Optional.empty();
    private Optional<KubepodsLayout> layout = Optional.empty();
    private Optional<ColdPages> coldPages = Optional.empty();
    private @Nullable Beat last;
    private long lastNodeCpuAt;

    /** @param tick the usual time between two observations */
    public NodeObserver(KernelFiles files, CgroupFs cgroups, ObserverPaths paths, ClusterFeeds cluster, Duration tick) {
        this.files = files;
        this.cgroups = cgroups;
        this.paths = paths;
        this.cluster = cluster;
        this.pulse = new Pulse(files, paths.procRoot(), tick);
        this.nodeReader = new NodeReader(files, paths.procRoot());
        this.detailReader = new NodeDetailReader(files, paths.procRoot(), paths.sysRoot());
        this.rootReader = new GroupReader(cgroups, CgroupPath.ROOT, 0);
        this.machineReader = new MachineReader(files, paths.procRoot(), paths.sysRoot());
        this.tierReader = new TierReader(cgroups);
        this.podsObserver = new PodsObserver(cgroups);
        this.applicationsObserver = new HostApplicationsObserver(cgroups);
        this.knobReader = new KnobReader(cgroups);
        this.resourceReader = new ResourceReader(files, cgroups, paths.procRoot(), paths.sysRoot());
        this.signalReader = new SignalReader(files, cgroups, paths.procRoot());
        this.kubelet = new KubeletWatch(files, paths.procRoot());
        this.previewReader = new PreviewReader(cgroups);
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
        Beat beat = pulse.next(nanoTime, cpus);
        MemoryCollectPolicy policy = policy();
        Reading<Bytes> cold = cold(beat);
        Reading<NodeMemory> memory = nodeReader.memory(text);
        ResourceUsage used =
                new ResourceUsage(nodeReader.cpu(beat, stat), memory.map(kinds -> kinds.used(policy, cold)));
        NodeDetail detail = detailReader.read(machine, beat, memory, cold, stat);
        Reading<KubepodsLayout> found = layout();
        ColdPages idle = coldPages.orElse(null);
        Reading<NodeSlo> slo = cluster.slo().slo().inForce();
        PodsObserver.Look look = new PodsObserver.Look(policy, idle, Paces.of(slo, !held.isEmpty()), this::cpi);
        if (cluster.pods().pods().isMissing()) {
            podsObserver.lookAhead(found, beat, look);
        }
        Reading<List<PodObservation>> pods =
                cluster.pods().pods().map(views -> podsObserver.observe(views, found, beat, look));
        List<PodObservation> known = pods.toOptional().orElse(List.of());
        List<HostApplicationObservation> applications =
                applicationsObserver.observe(hostApplications(slo), found, beat, policy, idle);
        Observation seen = new Observation(
                pulse.moment(now),
                sinceLast(beat),
                used,
                system(used, pods, applications),
                blindFor(used, beat),
                detail,
                machine,
                node(machine),
                pods,
                applications,
                slo,
                tier(found, beat, held),
                kubelet(nanoTime),
                knobReader.read(known, wantedKnobs.of(found, slo, held), held.keySet(), beat, text),
                resourceReader.read(known, resourceQos(slo), held.keySet(), beat),
                cookies(slo, known, beat),
                counted(known, machine, beat),
                held,
                cluster.numbers().numbers(nanoTime),
                space(slo, known, nanoTime),
                signalReader.read(known, slo, beat),
                EvictionStatus.UNKNOWN,
                SurgePhase.CALM);
        last = beat;
        files.sweep();
        return seen;
    }

    /** The node as it would be seen with a container that the runtime asks for; missing if too little is known of its pod. */
    public Reading<Preview> preview(ContainerRequest request, Observation seen, Map<KnobKey, KnobValue> held) {
        return cluster.pods()
                .pods()
                .flatMap(known -> layout().flatMap(where -> previewReader.read(request, seen, known, where, held)));
    }

    /** Without the pods nobody knows what is not theirs. */
    private static ResourceUsage system(
            ResourceUsage used, Reading<List<PodObservation>> pods, List<HostApplicationObservation> applications) {
        return switch (pods) {
            case Reading.Missing<List<PodObservation>>(String cause) -> ResourceUsage.missing(cause);
            case Reading.Value<List<PodObservation>>(List<PodObservation> known) ->
                Observation.rest(used, known, applications);
        };
    }

    /** What is decided by the number of CPUs is decided by those that there are. */
    private Reading<NodeView> node(Machine machine) {
        Reading<NodeView> node = cluster.node().node();
        return machine.topology() instanceof Reading.Value<CpuTopology>(CpuTopology known)
                ? node.map(view -> view.within(MilliCpu.ofCpus(known.cpus().size())))
                : node;
    }

    private static List<HostApplication> hostApplications(Reading<NodeSlo> slo) {
        return slo.map(NodeSlo::hostApplications).toOptional().orElse(List.of());
    }

    private Reading<Map<CgroupPath, List<ProcessCookie>>> cookies(
            Reading<NodeSlo> slo, List<PodObservation> pods, Beat beat) {
        boolean asked = slo instanceof Reading.Value<NodeSlo>(NodeSlo rules)
                && rules.cpu().scheduling().policy() == SchedulingRule.Policy.CORE_SCHED;
        return cookieReader
                .map(reader -> reader.read(asked, pods, beat))
                .orElseGet(() -> Reading.missing("nobody looks at cookies"));
    }

    private Reading<Cpi> cpi(CgroupPath container) {
        return cpiReader.isPresent() ? cpiReader.get().of(container) : NO_CPI;
    }

    private Optional<Reading<Integer>> counted(List<PodObservation> pods, Machine machine, Beat beat) {
        return cpiReader.map(counters -> counters.step(
                pods, machine.topology().map(CpuTopology::cpuSet).toOptional().orElse(CpuSet.EMPTY), beat));
    }

    private NodeSpace space(Reading<NodeSlo> slo, List<PodObservation> pods, long nanoTime) {
        Optional<PressureRule> rule = slo.toOptional()
                .filter(rules -> rules.evictions().enabled())
                .map(rules -> rules.extensions().pressure())
                .filter(PressureRule::disk);
        List<PodView> counted =
                rule.isPresent() ? pods.stream().map(PodObservation::pod).toList() : List.of();
        return spaceWatch.map(watch -> watch.look(rule, counted, nanoTime)).orElse(NodeSpace.NOT_ASKED);
    }

    /** Has filesystems looked at from now on. */
    public void watch(SpaceWatch filesystems) {
        spaceWatch = Optional.of(filesystems);
    }

    /** Has cycles and instructions counted from now on. */
    public void count(CpiReader counters) {
        cpiReader = Optional.of(counters);
    }

    /** Has cookies of core scheduling looked at from now on. */
    public void watch(CookieReader cookies) {
        cookieReader = Optional.of(cookies);
    }

    private static ResourceQos resourceQos(Reading<NodeSlo> slo) {
        return slo.map(NodeSlo::resources).toOptional().orElse(ResourceQos.DEFAULT);
    }

    /** Says that knobs were written, whose values of before are no longer true. */
    public void written(Iterable<KnobKey> keys) {
        knobReader.written(keys);
        tierReader.written(keys);
    }

    /** Says that the kernel has refused a write, so that there may be groups that nobody knows of. */
    public void refused() {
        tierReader.relist();
    }

    private MemoryCollectPolicy policy() {
        return cluster.metric().collectPolicy() instanceof Reading.Value<CollectPolicy>(CollectPolicy wanted)
                ? wanted.memory()
                : CollectPolicy.DEFAULT.memory();
    }

    private Duration sinceLast(Beat beat) {
        Beat before = last;
        return before == null ? Duration.ZERO : Duration.ofNanos(beat.nanoTime() - before.nanoTime());
    }

    private Duration blindFor(ResourceUsage used, Beat beat) {
        if (last == null || !used.cpu().isMissing()) {
            lastNodeCpuAt = beat.nanoTime();
        }
        return Duration.ofNanos(beat.nanoTime() - lastNodeCpuAt);
    }

    /** Idle page cache of the whole node; looked once a minute whether the kernel tracks it at all. */
    private Reading<Bytes> cold(Beat beat) {
        if (beat.number() % beat.every(Duration.ofMinutes(1)) == 0) {
            boolean read = files.readOnce(paths.sysRoot() + "/kernel/mm/kidled/scan_period_in_seconds", text)
                    .isDone();
            long seconds = read ? text.count() : AsciiText.NONE;
            coldPages = seconds > 0 && seconds <= 3600 ? Optional.of(new ColdPages(seconds)) : Optional.empty();
        }
        return coldPages
                .map(pages -> rootReader.read(beat, Pace.REPORTED, pages, text).cold())
                .orElseGet(() -> Reading.missing("the kernel does not track idle pages"));
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

    private Reading<BestEffortTier> tier(Reading<KubepodsLayout> found, Beat beat, Map<KnobKey, KnobValue> held) {
        boolean suppressing = cluster.slo()
                .slo()
                .inForce()
                .map(slo -> slo.cpuSuppress().enabled())
                .toOptional()
                .orElse(false);
        return found.flatMap(where -> {
            CgroupPath tier = where.tier(KubeQos.BEST_EFFORT);
            boolean members = suppressing || held.entrySet().stream().anyMatch(entry -> isOfSuppression(entry, tier));
            return tierReader.read(tier, beat, members, pods(), text);
        });
    }

    private Object pods() {
        return cluster.pods().pods() instanceof Reading.Value<List<PodView>>(List<PodView> known) ? known : List.of();
    }

    /** Whether a held knob is one that the suppression sets below the tier or at it, not a limit of a pod. */
    private static boolean isOfSuppression(Map.Entry<KnobKey, KnobValue> held, CgroupPath tier) {
        KnobKey key = held.getKey();
        boolean isTier = key.cgroup().equals(tier);
        return switch (key.knob()) {
            case CPUSET -> isTier || key.cgroup().isWithin(tier);
            case CPU_QUOTA ->
                isTier
                        || (key.cgroup().isWithin(tier)
                                && held.getValue() instanceof KnobValue.Quota(CpuQuota original)
                                && !original.isUnlimited());
            default -> false;
        };
    }

    private KubeletObservation kubelet(long nanoTime) {
        KubeletState state = kubelet.observe(nanoTime);
        kubeletReader.refresh(state, nanoTime);
        return new KubeletObservation(state, kubeletReader.settings(), kubeletReader.cpuManager());
    }

    /** A look between two observations, at the node and the best-effort tier alone, with rates of its own. */
    public FastWatch fastWatch() {
        return new FastWatch(cgroups);
    }
}
