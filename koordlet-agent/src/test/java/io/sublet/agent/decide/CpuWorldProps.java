package io.sublet.agent.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.Histories;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.RememberingPolicy.Step;
import io.sublet.agent.decide.burst.BurstMemory;
import io.sublet.agent.decide.burst.CpuBurst;
import io.sublet.agent.decide.cpuset.CpuPlaces;
import io.sublet.agent.decide.limits.BatchLimits;
import io.sublet.agent.decide.podqos.PodCpu;
import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.group.Throttling;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.agent.plan.Write;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.CpuBurstRule;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Percent;
import io.sublet.model.unit.Ratio;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** All rules for CPU together on one kernel, in random histories of pods, usage, policies and restarts. */
class CpuWorldProps {
    private static final int CPUS = 8;
    private static final CpuSet ALL = CpuSet.firstCpus(CPUS);
    private static final List<Knob> KNOBS = List.of(
            Knob.CPU_QUOTA,
            Knob.CPU_PERIOD,
            Knob.CPU_SHARES,
            Knob.CPU_IDLE,
            Knob.CPUSET,
            Knob.CPU_BURST,
            Knob.MEMORY_LIMIT);

    private final CpuSuppress suppress = new CpuSuppress(Duration.ofSeconds(10));
    private final BatchLimits limits = new BatchLimits();
    private final CpuPlaces places = new CpuPlaces();
    private final CpuBurst burst = new CpuBurst();
    private final PodCpu podCpu = new PodCpu();

    private FakeKernel kernel = new FakeKernel();
    private CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
    private final Map<KnobKey, KnobValue> held = new HashMap<>();
    private final List<PodView> pods = new ArrayList<>();
    private Settled limitsMemory = Settled.NOT_YET;
    private Settled placesMemory = Settled.NOT_YET;
    private BurstMemory burstMemory = burst.start();
    private CpuSuppressRule rule = CpuSuppressRule.DEFAULT;
    private CpuBurstRule burstRule = CpuBurstRule.DEFAULT;
    private Ratio ratio = Ratio.ONE;
    private long used;
    private int second;
    private int named;

    private void startAnew() {
        kernel = new FakeKernel();
        for (String group : List.of("", "kubepods", "kubepods/besteffort", "kubepods/burstable")) {
            kernel.groupV1(group, ALL.toString());
        }
        cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
        held.clear();
        pods.clear();
        restart();
        rule = CpuSuppressRule.DEFAULT;
        burstRule = CpuBurstRule.DEFAULT;
        ratio = Ratio.ONE;
        named = 0;
    }

    /**
     * The kernel takes every write. Under steady circumstances the rules settle. When all is given back, the groups are as they were
     * made.
     */
    @Property(seed = "20261127", tries = 250)
    void takesEveryWriteSettlesAndGivesAllBack(@ForAll int seed) {
        Histories.seeds(seed).forEach(this::assertTakesEveryWriteSettlesAndGivesAllBack);
    }

    private void assertTakesEveryWriteSettlesAndGivesAllBack(int seed) {
        startAnew();
        Random random = new Random(seed);
        for (int step = 0; step < 12; step++) {
            change(random);
            for (int tick = 0; tick < 3; tick++) {
                used = Math.max(0, used + random.nextInt(2001) - 1000);
                tick(random, true);
            }
        }
        burstRule = CpuBurstRule.DEFAULT;
        for (int tick = 0; tick < 16; tick++) {
            tick(random, false);
        }
        assertThat(tick(random, false)).isZero();
        giveBack();
        assertThat(held).isEmpty();
        pods.forEach(this::assertUntouched);
        assertThat(kernel.get("/cg/cpu/kubepods/besteffort/cpu.cfs_quota_us")).isEqualTo("-1");
        assertThat(kernel.get("/cg/cpuset/kubepods/besteffort/cpuset.cpus")).isEqualTo(ALL.toString());
    }

    /** Whatever is missing, best effort does not get more than it has. */
    @Property(seed = "20261127", tries = 250)
    void missingDataNeverGivesBestEffortMore(@ForAll int seed) {
        Histories.seeds(seed).forEach(this::assertMissingDataNeverGivesBestEffortMore);
    }

    private void assertMissingDataNeverGivesBestEffortMore(int seed) {
        startAnew();
        Random random = new Random(seed);
        for (int step = 0; step < 6; step++) {
            change(random);
            tick(random, true);
        }
        Map<KnobKey, KnobValue> observed = observe();
        Seen seen = seen(random, observed, false);
        switch (random.nextInt(3)) {
            case 0 -> seen.usageMissingFor(Duration.ofSeconds(random.nextInt(60)));
            case 1 -> seen.podsUnknown();
            default -> seen.nodeUnknown();
        }
        for (Write write : plan(seen.build(), observed).writes()) {
            if (write.key().cgroup().equals(Seen.TIER)) {
                assertThat(isMore(write.value(), write.observed().orElseThrow()))
                        .as("%s", write)
                        .isFalse();
            }
        }
    }

    private static boolean isMore(KnobValue now, KnobValue before) {
        return switch (now) {
            case KnobValue.Quota(CpuQuota quota) ->
                before instanceof KnobValue.Quota(CpuQuota old) && !old.contains(quota);
            case KnobValue.Cpus(CpuSet cpus) ->
                before instanceof KnobValue.Cpus(CpuSet old) && !old.containsAll(cpus) && cpus.size() > old.size();
            default -> false;
        };
    }

    private void change(Random random) {
        switch (random.nextInt(7)) {
            case 0, 1 -> addPod(random);
            case 2 -> removePod(random);
            case 3 ->
                rule = new CpuSuppressRule(
                        random.nextInt(4) > 0,
                        new Percent(random.nextInt(101)),
                        Optional.empty(),
                        random.nextBoolean() ? CpuSuppressRule.Policy.CPUSET : CpuSuppressRule.Policy.CFS_QUOTA);
            case 4 ->
                burstRule = new CpuBurstRule(
                        random.nextBoolean() ? CpuBurstRule.Policy.AUTO : CpuBurstRule.Policy.NONE,
                        new Percent(1 + random.nextInt(500)),
                        new Percent(100 + random.nextInt(300)),
                        Optional.empty(),
                        new Percent(random.nextInt(101)));
            case 5 -> ratio = new Ratio(100 + random.nextInt(50));
            default -> restart();
        }
    }

    /** What is remembered is lost, what is held is not. */
    private void restart() {
        limitsMemory = limits.start();
        placesMemory = places.start();
        burstMemory = burst.start();
    }

    private void addPod(Random random) {
        String name = "p" + named++;
        PodView pod;
        long quota = -1;
        switch (random.nextInt(4)) {
            case 0 -> {
                Map<String, String> asked = Map.of("kubernetes.io/batch-cpu", "" + (1 + random.nextInt(6000)));
                pod = PodDraft.batch(name).container("c", asked, asked).view();
            }
            case 1 -> {
                int milli = 100 + random.nextInt(3000);
                quota = milli * 100L;
                Map<String, String> asked = Map.of("cpu", milli + "m");
                pod = PodDraft.pod(name, KubeQos.BURSTABLE, QosClass.LS)
                        .container("c", asked, asked)
                        .view();
            }
            case 2 -> {
                quota = 100_000;
                pod = PodDraft.pod(name, KubeQos.GUARANTEED, random.nextBoolean() ? QosClass.LSE : QosClass.LSR)
                        .container("c", Map.of("cpu", "1"), Map.of("cpu", "1"))
                        .bound(CpuSet.of(random.nextInt(CPUS + 1)))
                        .view();
            }
            default ->
                pod = PodDraft.batch(name)
                        .container("c", Map.of(), Map.of())
                        .bound(CpuSet.of(random.nextInt(CPUS), random.nextInt(CPUS)))
                        .view();
        }
        pods.add(pod);
        // A new group takes over the CPUs of the one above, as container runtimes let it.
        CgroupPath group = SeenPods.cgroup(pod);
        String cpus = kernel.get("/cg/cpuset/" + group.parent().path() + "/cpuset.cpus");
        for (CgroupPath path : List.of(group, group.child("c"))) {
            kernel.groupV1(path.path(), cpus);
            kernel.put("/cg/cpu/" + path.path() + "/cpu.cfs_quota_us", "" + quota);
        }
    }

    private void removePod(Random random) {
        if (!pods.isEmpty()) {
            PodView pod = pods.remove(random.nextInt(pods.size()));
            CgroupPath group = SeenPods.cgroup(pod);
            kernel.remove(group.path().substring(group.parent().path().length() + 1));
            held.keySet().removeIf(key -> key.cgroup().isWithin(group));
        }
    }

    private Map<KnobKey, KnobValue> observe() {
        Map<KnobKey, KnobValue> observed = new HashMap<>();
        List<CgroupPath> groups = new ArrayList<>(List.of(Seen.TIER));
        for (PodView pod : pods) {
            groups.add(SeenPods.cgroup(pod));
            groups.add(SeenPods.cgroup(pod).child("c"));
        }
        for (CgroupPath group : groups) {
            for (Knob knob : KNOBS) {
                KnobKey key = new KnobKey(group, knob);
                observed.put(key, value(key));
            }
        }
        return observed;
    }

    private Seen seen(Random random, Map<KnobKey, KnobValue> observed, boolean throttled) {
        GroupObservation nothing = GroupObservation.missing("test");
        Seen seen = Seen.onCpus(CPUS)
                .at(Duration.ofSeconds(second++))
                .used(used)
                .rule(rule)
                .burst(burstRule)
                .normalization(ratio)
                .tierCpus(cpus(Seen.TIER))
                .quota(quota(Seen.TIER))
                .knobs(observed);
        for (PodView pod : pods) {
            seen.pod(
                    pod,
                    ResourceUsage.of(random.nextInt(500), 0),
                    new GroupObservation(
                            nothing.cpu(),
                            nothing.memory(),
                            nothing.cold(),
                            Reading.of(new Throttling(10, throttled ? random.nextInt(2) : 0)),
                            nothing.pressure()));
            for (CgroupPath group :
                    List.of(SeenPods.cgroup(pod), SeenPods.cgroup(pod).child("c"))) {
                if (group.isWithin(Seen.TIER)) {
                    seen.member(group.path().substring(Seen.TIER.path().length() + 1), cpus(group), quota(group));
                }
            }
        }
        held.forEach(seen::holding);
        return seen;
    }

    private int tick(Random random, boolean throttled) {
        Map<KnobKey, KnobValue> observed = observe();
        Random steady = throttled ? random : new Random(1);
        return carryOut(plan(seen(steady, observed, throttled).build(), observed));
    }

    private ActionPlan plan(Observation seen, Map<KnobKey, KnobValue> observed) {
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(suppress.decide(seen));
        Step<Settled> limited = limits.decide(seen, limitsMemory);
        limitsMemory = limited.memory();
        verdicts.add(limited.verdict());
        Step<Settled> placed = places.decide(seen, placesMemory);
        placesMemory = placed.memory();
        verdicts.add(placed.verdict());
        Step<BurstMemory> burstNow = burst.decide(seen, burstMemory);
        burstMemory = burstNow.memory();
        verdicts.add(burstNow.verdict());
        verdicts.add(podCpu.decide(seen, podCpu.start()).verdict());
        return ActionPlan.from(verdicts, observed, held);
    }

    private int carryOut(ActionPlan plan) {
        for (Write write : plan.writes()) {
            held.putIfAbsent(write.key(), original(write));
            assertThat(cgroups.write(write.key().cgroup(), write.key().knob(), write.value()))
                    .as("%s", write)
                    .isEqualTo(new FileResult.Done());
        }
        held.entrySet().removeIf(entry -> value(entry.getKey()).equals(entry.getValue()));
        return plan.writes().size();
    }

    /** As the journal has it: what a group below a held one has taken over is not its own. */
    private KnobValue original(Write write) {
        if (write.key().knob() == Knob.CPUSET) {
            for (CgroupPath above = write.key().cgroup().parent(); above.depth() > 0; above = above.parent()) {
                KnobValue inherited = held.get(new KnobKey(above, Knob.CPUSET));
                if (inherited != null) {
                    return inherited;
                }
            }
        }
        return write.observed().orElseThrow();
    }

    private void giveBack() {
        for (int round = 0; round < 3 && !held.isEmpty(); round++) {
            Map<KnobKey, KnobValue> observed = observe();
            carryOut(ActionPlan.of(
                    GiveBack.of(any -> true, held, observed, Reason.of(ModeReason.Restored)), observed, held));
        }
    }

    private void assertUntouched(PodView pod) {
        CgroupPath group = SeenPods.cgroup(pod);
        boolean limited = pod.containers().getFirst().limits().containsKey("cpu");
        for (CgroupPath path : List.of(group, group.child("c"))) {
            assertThat(cpus(path)).isEqualTo(ALL);
            assertThat(quota(path).isUnlimited()).isEqualTo(!limited);
            assertThat(value(new KnobKey(path, Knob.CPU_SHARES))).isEqualTo(new KnobValue.Whole(2));
            assertThat(value(new KnobKey(path, Knob.CPU_BURST))).isEqualTo(new KnobValue.Whole(0));
        }
    }

    private KnobValue value(KnobKey key) {
        return cgroups.value(key.cgroup(), key.knob()).toOptional().orElseThrow();
    }

    private CpuQuota quota(CgroupPath group) {
        return ((KnobValue.Quota) value(new KnobKey(group, Knob.CPU_QUOTA))).quota();
    }

    private CpuSet cpus(CgroupPath group) {
        return ((KnobValue.Cpus) value(new KnobKey(group, Knob.CPUSET))).cpus();
    }
}
