package io.sublet.agent.decide.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.suppress.CpuSuppress;
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
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.agent.plan.Write;
import io.sublet.model.unit.CpuSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

class BatchLimitsProps {
    private static final int CPUS = 8;
    private static final CpuSuppress SUPPRESS = new CpuSuppress(Duration.ofSeconds(10));
    private static final BatchLimits LIMITS = new BatchLimits();
    private static final List<Knob> KNOBS =
            List.of(Knob.CPU_QUOTA, Knob.CPU_SHARES, Knob.CPU_IDLE, Knob.MEMORY_LIMIT, Knob.CPU_PERIOD);

    private FakeKernel kernel = new FakeKernel();
    private CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
    private Map<KnobKey, KnobValue> held = new HashMap<>();
    private int used;

    @BeforeTry
    void startAnew() {
        kernel = new FakeKernel().groupV1("", "0-7").groupV1("kubepods", "0-7").groupV1("kubepods/besteffort", "0-7");
        cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
        held = new HashMap<>();
    }

    /** Suppression and limits write the same quotas; together they settle at the smaller of both, and no write is refused. */
    @Property(seed = "20261127", tries = 300)
    void suppressionAndLimitsAgreeOnOneKernel(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 9000) Integer> limits,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 8000) Integer> usages) {
        List<PodView> pods = pods(limits);
        for (int usage : usages) {
            used = usage;
            for (int tick = 0; tick < 15; tick++) {
                tick(pods);
            }
            assertThat(tick(pods)).as("settled at a usage of %sm", usage).isZero();
            CpuQuota tier = quota(Seen.TIER);
            for (int i = 0; i < pods.size(); i++) {
                CpuQuota own = new CpuQuota(Math.max(1000, limits.get(i) * 100L));
                CpuQuota expected = tier.contains(own) ? own : CpuQuota.UNLIMITED;
                assertThat(quota(SeenPods.cgroup(pods.get(i)))).isEqualTo(expected);
                assertThat(quota(SeenPods.cgroup(pods.get(i)).child("c"))).isEqualTo(expected);
            }
        }
    }

    private List<PodView> pods(List<Integer> limits) {
        List<PodView> pods = new ArrayList<>();
        for (int limit : limits) {
            Map<String, String> asked = Map.of("kubernetes.io/batch-cpu", "" + limit);
            PodView pod = PodDraft.batch("p" + pods.size())
                    .container("c", asked, asked)
                    .view();
            kernel.groupV1(SeenPods.cgroup(pod).path(), "0-7");
            kernel.groupV1(SeenPods.cgroup(pod).child("c").path(), "0-7");
            pods.add(pod);
        }
        return pods;
    }

    /** One tick of both; the number of writes. */
    private int tick(List<PodView> pods) {
        Seen seen = Seen.onCpus(CPUS).used(used).quota(quota(Seen.TIER));
        Map<KnobKey, KnobValue> observed = new HashMap<>();
        put(observed, Seen.TIER);
        for (PodView pod : pods) {
            seen.pod(pod);
            for (CgroupPath group :
                    List.of(SeenPods.cgroup(pod), SeenPods.cgroup(pod).child("c"))) {
                put(observed, group);
                seen.member(
                        group.path().substring(Seen.TIER.path().length() + 1), CpuSet.firstCpus(CPUS), quota(group));
            }
        }
        seen.knobs(observed);
        held.forEach(seen::holding);
        var now = seen.build();
        List<Verdict> verdicts =
                List.of(SUPPRESS.decide(now), LIMITS.decide(now, LIMITS.start()).verdict());
        List<Write> writes = ActionPlan.from(verdicts, observed, held).writes();
        for (Write write : writes) {
            held.putIfAbsent(write.key(), observed.get(write.key()));
            assertThat(cgroups.write(write.key().cgroup(), write.key().knob(), write.value()))
                    .as("%s", write)
                    .isEqualTo(new FileResult.Done());
        }
        held.entrySet().removeIf(entry -> value(entry.getKey()).equals(entry.getValue()));
        return writes.size();
    }

    private void put(Map<KnobKey, KnobValue> observed, CgroupPath group) {
        KNOBS.forEach(knob -> observed.put(new KnobKey(group, knob), value(new KnobKey(group, knob))));
    }

    private KnobValue value(KnobKey key) {
        return cgroups.value(key.cgroup(), key.knob()).toOptional().orElseThrow();
    }

    private CpuQuota quota(CgroupPath group) {
        return ((KnobValue.Quota) value(new KnobKey(group, Knob.CPU_QUOTA))).quota();
    }
}
