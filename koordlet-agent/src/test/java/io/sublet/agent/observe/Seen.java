package io.sublet.agent.observe;

import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.core.ProcessCookie;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.knob.KnobTable;
import io.sublet.agent.observe.kubelet.KubeletState;
import io.sublet.agent.observe.node.CacheReadings;
import io.sublet.agent.observe.node.NumaUsage;
import io.sublet.agent.observe.pod.HostApplicationObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.resource.Resources;
import io.sublet.agent.observe.signal.Signals;
import io.sublet.agent.observe.space.NodeSpace;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuBurstRule;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.EvictionRules;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.SchedulingRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.SystemQosCpus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** An observation in the making: a machine with two threads per core on two NUMA nodes, suppression at 65 % by quota. */
public final class Seen {
    public static final CgroupPath TIER = new CgroupPath("kubepods/besteffort");

    private final int cpus;
    private final SeenNode node = new SeenNode();
    private final SeenRules rules = new SeenRules();
    private final List<PodObservation> pods = new ArrayList<>();
    private final Map<KnobKey, KnobValue> held = new HashMap<>();
    private final List<TierMember> members = new ArrayList<>();
    private final Map<KnobKey, Reading<KnobValue>> knobs = new HashMap<>();
    private final EnumSet<Knob> lacking = EnumSet.noneOf(Knob.class);
    private CgroupVersion version = CgroupVersion.V1;
    private Reading<Map<CgroupPath, List<ProcessCookie>>> cookies = Reading.missing("test");
    private Optional<CpuTopology> topology = Optional.empty();
    private Optional<KnobTable> table = Optional.empty();
    private Optional<Reading<Integer>> counted = Optional.empty();
    private Resources resources = Resources.missing("test");
    private Reading<MilliCpu> used = Reading.of(MilliCpu.ZERO);
    private Duration blindFor = Duration.ZERO;
    private CpuQuota quota = CpuQuota.UNLIMITED;
    private CpuSet tierCpus;
    private Reading<Boolean> idle = Reading.of(false);
    private KubeletState kubelet = new KubeletState.Running(1, Duration.ofHours(1));
    private boolean staticCpuManager;
    private ExternalNumbers external = ExternalNumbers.NONE;
    private NodeSpace space = NodeSpace.NOT_ASKED;
    private Signals signals = Signals.NONE;
    private boolean podsKnown = true;
    private Moment moment = new Moment(Instant.EPOCH, Duration.ZERO);
    private final List<HostApplicationObservation> applications = new ArrayList<>();
    private MilliCpu tierUsed = MilliCpu.ZERO;
    private SurgePhase surge = SurgePhase.CALM;
    private EvictionStatus evictions = new EvictionStatus(Optional.empty(), 100, Set.of(), Map.of());

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
        applications.add(SeenPods.application(name, qos, base, milli));
        return this;
    }

    public Seen pod(PodObservation pod) {
        pods.add(pod);
        return this;
    }

    public Seen evictionRules(EvictionRules value) {
        rules.evictionRules = value;
        return this;
    }

    public Seen extensions(SloExtensions own) {
        rules.extensions = own;
        return this;
    }

    public Seen evictions(EvictionStatus status) {
        evictions = status;
        return this;
    }

    public Seen offered(Map<String, Long> resources) {
        node.offered = resources;
        return this;
    }

    public Seen memory(long total, long available) {
        node.memory(total, available);
        return this;
    }

    public Seen caches(Reading<CacheReadings> readings) {
        node.caches = readings;
        return this;
    }

    public Seen numa(List<NumaUsage> nodes) {
        node.numa = nodes;
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
        return pod(SeenPods.measured("pod-" + pods.size(), qos, kubeQos, cpu, bound));
    }

    /** A pod with a group in the tier of its class and one below it for each container. */
    public Seen pod(PodView view) {
        return pod(view, ResourceUsage.of(0, 0), GroupObservation.missing("test"));
    }

    /** As {@link #pod(PodView)}, with what was seen of each of its groups. */
    public Seen pod(PodView view, ResourceUsage usage, GroupObservation group) {
        return pod(SeenPods.inGroups(view, usage, group));
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
        node.ratio = value;
        return this;
    }

    public Seen systemCpus(CpuSet value) {
        node.systemCpus = new SystemQosCpus(value, true);
        return this;
    }

    /** Another machine than the usual one. */
    public Seen topology(CpuTopology value) {
        topology = Optional.of(value);
        return this;
    }

    public Seen scheduling(SchedulingRule value) {
        rules.scheduling = value;
        return this;
    }

    /** Suppression by a buffer of idle CPUs in place of a threshold. */
    public Seen idleCores(int cpus) {
        rules.extensions = rules.extensions.withIdleCores(OptionalInt.of(cpus));
        return this;
    }

    public Seen burst(CpuBurstRule value) {
        rules.burst = value;
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
        node.nodeKnown = false;
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
        rules.resourceQos = value;
        return this;
    }

    public Seen allocatableMemory(long bytes) {
        node.allocatableBytes = bytes;
        return this;
    }

    public Seen withoutPods() {
        pods.clear();
        return this;
    }

    public Seen reversedPods() {
        Collections.reverse(pods);
        return this;
    }

    public Seen reserved(long milli, CpuSet cpuSet) {
        node.reservedMilli = milli;
        node.reservedCpus = cpuSet;
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
        rules.rule = value;
        return this;
    }

    public Seen by(CpuSuppressRule.Policy policy) {
        return rule(new CpuSuppressRule(rules.rule.enabled(), rules.rule.threshold(), rules.rule.minimum(), policy));
    }

    public Seen off() {
        return rule(new CpuSuppressRule(false, rules.rule.threshold(), rules.rule.minimum(), rules.rule.policy()));
    }

    public Seen external(ExternalNumbers numbers) {
        external = numbers;
        return this;
    }

    public Seen space(NodeSpace filesystems) {
        space = filesystems;
        return this;
    }

    public Seen signals(Signals window) {
        signals = window;
        return this;
    }

    public Seen surge(SurgePhase phase) {
        surge = phase;
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

    private BestEffortTier tier() {
        return new BestEffortTier(
                TIER,
                Reading.of(tierUsed),
                Reading.of(quota),
                Reading.of(Duration.ofMillis(100)),
                Reading.of(tierCpus),
                Reading.of(tierCpus),
                Reading.of(CpuSet.firstCpus(cpus)),
                idle,
                members);
    }

    /** How many containers' cycles and instructions are known. */
    public Seen counted(Reading<Integer> containers) {
        counted = Optional.of(containers);
        return this;
    }

    public Observation build() {
        ResourceUsage all = new ResourceUsage(used, Reading.of(Bytes.ZERO));
        return new Observation(
                moment,
                Duration.ofSeconds(1),
                all,
                Observation.rest(all, podsKnown ? pods : List.of(), applications),
                blindFor,
                node.detail(),
                SeenNode.machine(topology.orElseGet(() -> Topologies.twoThreadsPerCore(cpus))),
                node.view(cpus),
                podsKnown ? Reading.of(List.copyOf(pods)) : Reading.missing("test"),
                applications,
                Reading.of(rules.build()),
                Reading.of(tier()),
                SeenNode.kubelet(kubelet, staticCpuManager ? "static" : "none"),
                table.orElseGet(() -> new KnobTable(version, EnumSet.complementOf(lacking), knobs)),
                resources,
                cookies,
                counted,
                held,
                external,
                space,
                signals,
                evictions,
                surge);
    }
}
