package io.sublet.agent.observe;

import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.observe.core.ProcessCookie;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.knob.KnobTable;
import io.sublet.agent.observe.kubelet.CpuManagerState;
import io.sublet.agent.observe.kubelet.KubeletObservation;
import io.sublet.agent.observe.kubelet.KubeletSettings;
import io.sublet.agent.observe.kubelet.KubeletState;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.agent.observe.node.NodeDetail;
import io.sublet.agent.observe.node.NodeMemory;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.HostApplicationObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.resource.Resources;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.slo.CpuBurstRule;
import io.sublet.model.slo.CpuRules;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.EvictionRules;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.SchedulingRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import io.sublet.model.unit.Ratio;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.SystemQosCpus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** An observation in the making: a machine with two threads per core on two NUMA nodes, suppression at 65 % by quota. */
public final class Seen {
    public static final CgroupPath TIER = new CgroupPath("kubepods/besteffort");

    private final int cpus;
    private final List<PodObservation> pods = new ArrayList<>();
    private final Map<KnobKey, KnobValue> held = new HashMap<>();
    private final List<TierMember> members = new ArrayList<>();
    private final Map<KnobKey, Reading<KnobValue>> knobs = new HashMap<>();
    private final Set<Knob> lacking = EnumSet.noneOf(Knob.class);
    private CgroupVersion version = CgroupVersion.V1;
    private Ratio ratio = Ratio.ONE;
    private boolean nodeKnown = true;
    private Reading<Map<CgroupPath, List<ProcessCookie>>> cookies = Reading.missing("test");
    private CpuBurstRule burst = CpuBurstRule.DEFAULT;
    private SchedulingRule scheduling = SchedulingRule.DEFAULT;
    private SystemQosCpus systemCpus = SystemQosCpus.NONE;
    private Optional<CpuTopology> topology = Optional.empty();
    private Optional<KnobTable> table = Optional.empty();
    private Resources resources = Resources.missing("test");
    private ResourceQos resourceQos = ResourceQos.DEFAULT;
    private long allocatableBytes = 1L << 30;
    private long reservedMilli;
    private CpuSet reservedCpus = CpuSet.EMPTY;
    private Reading<MilliCpu> used = Reading.of(MilliCpu.ZERO);
    private Duration blindFor = Duration.ZERO;
    private CpuQuota quota = CpuQuota.UNLIMITED;
    private CpuSet tierCpus;
    private Reading<Boolean> idle = Reading.of(false);
    private KubeletState kubelet = new KubeletState.Running(1, Duration.ofHours(1));
    private CpuSuppressRule rule =
            new CpuSuppressRule(true, new Percent(65), Optional.empty(), CpuSuppressRule.Policy.CFS_QUOTA);
    private boolean staticCpuManager;
    private ExternalNumbers external = ExternalNumbers.NONE;
    private boolean podsKnown = true;
    private Moment moment = new Moment(Instant.EPOCH, Duration.ZERO);
    private final List<HostApplicationObservation> applications = new ArrayList<>();

    private MilliCpu tierUsed = MilliCpu.ZERO;
    private EvictionRules evictionRules = EvictionRules.DEFAULT;
    private SloExtensions extensions = SloExtensions.NONE;
    private EvictionStatus evictions = new EvictionStatus(Optional.empty(), 100, Set.of(), Map.of());
    private Map<String, Long> offered = Map.of();
    private Reading<NodeMemory> memory = Reading.missing("test");

    private Seen(int cpus) {
        this.cpus = cpus;
        this.tierCpus = CpuSet.firstCpus(cpus);
    }

    public static Seen onCpus(int cpus) {
        return new Seen(cpus);
    }

    public Seen used(long milli) {
        used = Reading.of(new MilliCpu(milli));
        return this;
    }

    public Seen usageMissingFor(Duration duration) {
        used = Reading.missing("test");
        blindFor = duration;
        return this;
    }

    /** So long after the machine was started, and by the clock on the wall after the epoch. */
    public Seen at(Duration sinceBoot) {
        moment = new Moment(Instant.EPOCH.plus(sinceBoot), sinceBoot);
        return this;
    }

    public Seen hostApplication(QosClass qos, HostApplication.Base base, long milli) {
        String name = "application-" + applications.size();
        applications.add(new HostApplicationObservation(
                new HostApplication(name, PriorityClass.PROD, qos, base, name), ResourceUsage.of(milli, 0)));
        return this;
    }

    public Seen pod(PodObservation pod) {
        pods.add(pod);
        return this;
    }

    public Seen evictionRules(EvictionRules rules) {
        evictionRules = rules;
        return this;
    }

    public Seen extensions(SloExtensions own) {
        extensions = own;
        return this;
    }

    public Seen evictions(EvictionStatus status) {
        evictions = status;
        return this;
    }

    public Seen offered(Map<String, Long> resources) {
        offered = resources;
        return this;
    }

    public Seen memory(long total, long available) {
        memory = Reading.of(new NodeMemory(new Bytes(total), new Bytes(available), Bytes.ZERO, Bytes.ZERO));
        return this;
    }

    public Seen tierUsed(long milli) {
        tierUsed = new MilliCpu(milli);
        return this;
    }

    public Seen podsUnknown() {
        podsKnown = false;
        return this;
    }

    public Seen pod(QosClass qos, KubeQos kubeQos, long milli) {
        return pod(qos, kubeQos, Reading.of(new MilliCpu(milli)), CpuSet.EMPTY);
    }

    public Seen pod(QosClass qos, KubeQos kubeQos, Reading<MilliCpu> cpu, CpuSet bound) {
        String name = "pod-" + pods.size();
        PodView view = new PodView(
                new PodRef("default", name, name),
                name,
                kubeQos,
                qos,
                PriorityClass.PROD,
                true,
                new PodView.Life(Instant.EPOCH, false),
                PodView.Marks.NONE,
                bound,
                Map.of(),
                List.of());
        pods.add(new PodObservation(view, new ResourceUsage(cpu, Reading.of(Bytes.ZERO))));
        return this;
    }

    /** A pod with a group in the tier of its class and one below it for each container. */
    public Seen pod(PodView view) {
        return pod(view, ResourceUsage.of(0, 0), GroupObservation.missing("test"));
    }

    /** As {@link #pod(PodView)}, with what was seen of each of its groups. */
    public Seen pod(PodView view, ResourceUsage usage, GroupObservation group) {
        CgroupPath cgroup = cgroup(view);
        List<ContainerObservation> containers = view.containers().stream()
                .map(container -> new ContainerObservation(container, cgroup.child(container.name()), usage, group))
                .toList();
        pods.add(new PodObservation(view, Optional.of(cgroup), usage, group, containers));
        return this;
    }

    /** Where {@link #pod(PodView)} puts a pod; its containers are below, by their names. */
    public static CgroupPath cgroup(PodView view) {
        return new KubepodsLayout(CgroupPath.ROOT, KubepodsLayout.Driver.CGROUPFS)
                .pod(view.kubeQos(), view.cgroupUid());
    }

    public Seen knob(CgroupPath cgroup, Knob knob, KnobValue value) {
        knobs.put(new KnobKey(cgroup, knob), Reading.of(value));
        return this;
    }

    /** All values of a map, as after writes. */
    public Seen knobs(Map<KnobKey, KnobValue> values) {
        values.forEach((key, value) -> knobs.put(key, Reading.of(value)));
        return this;
    }

    public Seen lacking(Knob knob) {
        lacking.add(knob);
        return this;
    }

    public Seen version(CgroupVersion value) {
        version = value;
        return this;
    }

    public Seen normalization(Ratio value) {
        ratio = value;
        return this;
    }

    public Seen systemCpus(CpuSet value) {
        systemCpus = new SystemQosCpus(value, true);
        return this;
    }

    /** Another machine than the usual one. */
    public Seen topology(CpuTopology value) {
        topology = Optional.of(value);
        return this;
    }

    public Seen scheduling(SchedulingRule value) {
        scheduling = value;
        return this;
    }

    /** Suppression by a buffer of idle CPUs in place of a threshold. */
    public Seen idleCores(int cpus) {
        extensions = extensions.withIdleCores(OptionalInt.of(cpus));
        return this;
    }

    public Seen burst(CpuBurstRule value) {
        burst = value;
        return this;
    }

    public Seen cookies(Map<CgroupPath, List<ProcessCookie>> value) {
        cookies = Reading.of(value);
        return this;
    }

    public Seen cookiesMissing(String cause) {
        cookies = Reading.missing(cause);
        return this;
    }

    public Seen nodeUnknown() {
        nodeKnown = false;
        return this;
    }

    /** As it was read, in place of single values. */
    public Seen table(KnobTable value) {
        table = Optional.of(value);
        return this;
    }

    public Seen resources(Resources value) {
        resources = value;
        return this;
    }

    public Seen qos(ResourceQos value) {
        resourceQos = value;
        return this;
    }

    public Seen allocatableMemory(long bytes) {
        allocatableBytes = bytes;
        return this;
    }

    public Seen withoutPods() {
        pods.clear();
        return this;
    }

    public Seen reversedPods() {
        List<PodObservation> reversed = pods.reversed();
        List<PodObservation> copy = List.copyOf(reversed);
        pods.clear();
        pods.addAll(copy);
        return this;
    }

    public Seen reserved(long milli, CpuSet cpuSet) {
        reservedMilli = milli;
        reservedCpus = cpuSet;
        return this;
    }

    public Seen quota(CpuQuota value) {
        quota = value;
        return this;
    }

    public Seen tierCpus(CpuSet value) {
        tierCpus = value;
        return this;
    }

    public Seen member(String name, CpuSet cpuSet, CpuQuota memberQuota) {
        members.add(new TierMember(
                TIER.child(name), Reading.of(cpuSet), Reading.of(memberQuota), Reading.of(Duration.ofMillis(100))));
        return this;
    }

    public Seen idle(Reading<Boolean> value) {
        idle = value;
        return this;
    }

    public Seen kubelet(KubeletState value) {
        kubelet = value;
        return this;
    }

    public Seen rule(CpuSuppressRule value) {
        rule = value;
        return this;
    }

    public Seen by(CpuSuppressRule.Policy policy) {
        rule = new CpuSuppressRule(rule.enabled(), rule.threshold(), rule.minimum(), policy);
        return this;
    }

    public Seen off() {
        rule = new CpuSuppressRule(false, rule.threshold(), rule.minimum(), rule.policy());
        return this;
    }

    public Seen external(ExternalNumbers numbers) {
        external = numbers;
        return this;
    }

    public Seen staticCpuManager() {
        staticCpuManager = true;
        return this;
    }

    public Seen holding(KnobKey key, KnobValue original) {
        held.put(key, original);
        return this;
    }

    /** Two threads per core, the cores in two NUMA nodes; CPU n and CPU n + cpus/2 are siblings. */
    public static CpuTopology topology(int cpus) {
        int cores = Math.max(1, cpus / 2);
        return CpuTopology.of(IntStream.range(0, cpus)
                .mapToObj(cpu -> new LogicalCpu(cpu, cpu % cores, 0, cpu % cores * 2 / cores, LogicalCpu.UNKNOWN))
                .toList());
    }

    private Set<Knob> supported() {
        Set<Knob> supported = EnumSet.allOf(Knob.class);
        supported.removeAll(lacking);
        return supported;
    }

    public Observation build() {
        CpuMemory capacity = CpuMemory.of(cpus * 1000L, allocatableBytes);
        NodeView view = new NodeView(
                "n",
                "node-uid",
                capacity,
                capacity.minus(CpuMemory.of(reservedMilli, 0)),
                new NodeReservation(CpuMemory.ZERO, reservedCpus),
                Optional.empty(),
                new NodeView.TopologyWishes(Optional.empty(), systemCpus),
                ratio,
                offered);
        BestEffortTier tier = new BestEffortTier(
                TIER,
                Reading.of(tierUsed),
                Reading.of(quota),
                Reading.of(Duration.ofMillis(100)),
                Reading.of(tierCpus),
                Reading.of(tierCpus),
                Reading.of(CpuSet.firstCpus(cpus)),
                idle,
                members);
        NodeDetail unknown = NodeDetail.missing("test");
        ResourceUsage node = new ResourceUsage(used, Reading.of(Bytes.ZERO));
        return new Observation(
                moment,
                Duration.ofSeconds(1),
                node,
                Observation.rest(node, podsKnown ? pods : List.of(), applications),
                blindFor,
                new NodeDetail(
                        memory,
                        unknown.cold(),
                        unknown.pressure(),
                        unknown.numa(),
                        unknown.disks(),
                        unknown.networks(),
                        unknown.caches()),
                new Machine(Reading.of(topology.orElseGet(() -> topology(cpus))), List.of(), Reading.missing("test")),
                nodeKnown ? Reading.of(view) : Reading.missing("test"),
                podsKnown ? Reading.of(List.copyOf(pods)) : Reading.missing("test"),
                applications,
                Reading.of(new NodeSlo(
                        rule,
                        true,
                        List.of(),
                        resourceQos,
                        evictionRules,
                        extensions,
                        new CpuRules(burst, scheduling))),
                Reading.of(tier),
                new KubeletObservation(
                        kubelet,
                        KubeletSettings.UNKNOWN,
                        Reading.of(new CpuManagerState(staticCpuManager ? "static" : "none", Map.of()))),
                table.orElseGet(() -> new KnobTable(version, supported(), knobs)),
                resources,
                cookies,
                held,
                external,
                evictions);
    }
}
