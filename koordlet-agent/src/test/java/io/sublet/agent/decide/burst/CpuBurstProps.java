package io.sublet.agent.decide.burst;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.RememberingPolicy.Step;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
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
import io.sublet.model.slo.CpuBurstRule;
import io.sublet.model.unit.Percent;
import io.sublet.model.unit.Ratio;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

class CpuBurstProps {
    private static final CpuBurst POLICY = new CpuBurst();
    private static final List<CpuBurstRule.Policy> POLICIES = List.of(CpuBurstRule.Policy.values());

    private FakeKernel kernel = new FakeKernel();
    private CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
    private final Map<KnobKey, KnobValue> held = new HashMap<>();

    @BeforeTry
    void startAnew() {
        kernel = new FakeKernel().groupV1("", "0-7").groupV1("kubepods", "0-7").groupV1("kubepods/burstable", "0-7");
        cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
        held.clear();
    }

    /**
     * In random states with a policy that changes: the kernel takes every write, quotas stay between the container's own and that times the
     * percentage, the burst within the quota; and with no policy in the end everything is as it was.
     */
    @Property(seed = "20261127", tries = 300)
    void staysWithinBoundsAndLeavesNothingBehind(@ForAll int seed, @ForAll @IntRange(min = 100, max = 4000) int limit) {
        Random random = new Random(seed);
        Ratio ratio = new Ratio(100 + random.nextInt(80));
        PodView pod = pod(limit);
        Map<String, String> before = kernel.snapshot();
        long own = new CpuQuota(limit * 100L).normalizedBy(ratio).micros();
        BurstMemory memory = POLICY.start();
        CpuBurstRule rule = rule(random);
        for (int second = 0; second < 40; second++) {
            rule = random.nextInt(8) == 0 ? rule(random) : rule;
            memory = tick(pod, rule, ratio, random, memory, second);
            long quota = quota(SeenPods.cgroup(pod).child("a"));
            long most = rule.usesQuota() ? rule.quotaBurst().of(own) : own;
            assertThat(quota).isBetween(own, Math.max(own, most));
            assertThat(number(SeenPods.cgroup(pod).child("a"), Knob.CPU_BURST)).isBetween(0L, quota);
        }
        for (int second = 40; second < 43; second++) {
            memory = tick(pod, CpuBurstRule.DEFAULT, Ratio.ONE, random, memory, second);
        }
        assertThat(kernel.snapshot()).isEqualTo(before);
        assertThat(held).isEmpty();
    }

    private PodView pod(int limit) {
        Map<String, String> own = Map.of("cpu", limit + "m");
        PodView pod = PodDraft.pod("p", KubeQos.BURSTABLE, QosClass.LS)
                .container("a", own, own)
                .container("b", own, own)
                .view();
        CgroupPath group = SeenPods.cgroup(pod);
        for (CgroupPath path : List.of(group, group.child("a"), group.child("b"))) {
            kernel.groupV1(path.path(), "0-7");
            kernel.put(
                    "/cg/cpu/" + path.path() + "/cpu.cfs_quota_us", "" + limit * 100L * (path.equals(group) ? 2 : 1));
        }
        return pod;
    }

    private static CpuBurstRule rule(Random random) {
        return new CpuBurstRule(
                POLICIES.get(random.nextInt(POLICIES.size())),
                new Percent(1 + random.nextInt(2000)),
                new Percent(100 + random.nextInt(300)),
                random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofSeconds(random.nextInt(20))),
                new Percent(random.nextInt(101)));
    }

    private BurstMemory tick(
            PodView pod, CpuBurstRule rule, Ratio ratio, Random random, BurstMemory memory, int second) {
        GroupObservation nothing = GroupObservation.missing("test");
        Seen seen = Seen.onCpus(8)
                .at(Duration.ofSeconds(second))
                .used(random.nextInt(8000))
                .burst(rule)
                .normalization(ratio)
                .pod(
                        pod,
                        ResourceUsage.of(random.nextInt(8000), 0),
                        new GroupObservation(
                                nothing.cpu(),
                                nothing.memory(),
                                nothing.cold(),
                                Reading.of(new Throttling(10, random.nextInt(3))),
                                nothing.pressure()));
        if (random.nextInt(10) == 0) {
            seen.usageMissingFor(Duration.ofSeconds(1));
        }
        Map<KnobKey, KnobValue> observed = new HashMap<>();
        CgroupPath group = SeenPods.cgroup(pod);
        for (CgroupPath path : List.of(group, group.child("a"), group.child("b"))) {
            for (Knob knob : List.of(Knob.CPU_QUOTA, Knob.CPU_PERIOD, Knob.CPU_BURST)) {
                observed.put(
                        new KnobKey(path, knob),
                        cgroups.value(path, knob).toOptional().orElseThrow());
            }
        }
        seen.knobs(observed);
        held.forEach(seen::holding);
        Step<BurstMemory> step = POLICY.decide(seen.build(), memory);
        for (Write write :
                ActionPlan.from(List.of(step.verdict()), observed, held).writes()) {
            held.putIfAbsent(write.key(), write.observed().orElseThrow());
            assertThat(cgroups.write(write.key().cgroup(), write.key().knob(), write.value()))
                    .as("%s", write)
                    .isEqualTo(new FileResult.Done());
        }
        held.entrySet()
                .removeIf(entry -> cgroups.value(
                                entry.getKey().cgroup(), entry.getKey().knob())
                        .equals(Reading.of(entry.getValue())));
        return step.memory();
    }

    private long quota(CgroupPath group) {
        return ((KnobValue.Quota)
                        cgroups.value(group, Knob.CPU_QUOTA).toOptional().orElseThrow())
                .quota()
                .micros();
    }

    private long number(CgroupPath group, Knob knob) {
        return ((KnobValue.Whole) cgroups.value(group, knob).toOptional().orElseThrow()).number();
    }
}
