package io.sublet.agent.decide.cpuset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.KnobAction;
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
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.agent.plan.Write;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.unit.CpuSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

class CpuPlacesProps {
    private static final int CPUS = 8;
    private static final CpuSet ALL = CpuSet.firstCpus(CPUS);
    private static final List<QosClass> CLASSES =
            List.of(QosClass.LSE, QosClass.LSR, QosClass.LS, QosClass.LS, QosClass.BE, QosClass.BE);
    private static final CpuPlaces PLACES = new CpuPlaces();
    private static final CpuSuppress SUPPRESS = new CpuSuppress(Duration.ofSeconds(10));

    private FakeKernel kernel = new FakeKernel();
    private CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
    private final Map<KnobKey, KnobValue> held = new HashMap<>();

    @BeforeTry
    void startAnew() {
        kernel = new FakeKernel();
        for (String group : List.of("", "kubepods", "kubepods/besteffort", "kubepods/burstable")) {
            kernel.groupV1(group, ALL.toString());
        }
        cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
        held.clear();
    }

    /**
     * Whatever pods claim and whatever is used: the kernel takes every write, both rules settle, a pod whose claim stands has its CPUs, nobody
     * else of the online pods has them, and best effort is never on a core of an LSE pod.
     */
    @Property(seed = "20261127", tries = 300)
    void placesAndSuppressesOnOneKernel(@ForAll int seed, @ForAll @IntRange(max = 8000) int used) {
        List<PodView> pods = pods(new Random(seed));
        for (PodView pod : pods) {
            kernel.groupV1(SeenPods.cgroup(pod).path(), ALL.toString());
            kernel.groupV1(SeenPods.cgroup(pod).child("c").path(), ALL.toString());
        }
        for (int tick = 0; tick < 15; tick++) {
            tick(pods, used);
        }
        assertThat(tick(pods, used)).isZero();
        CpuSet claimed = pods.stream().map(PodView::boundCpus).reduce(CpuSet.EMPTY, CpuSet::union);
        for (PodView pod : pods) {
            CpuSet cpus = cpus(SeenPods.cgroup(pod).child("c"));
            if (pod.boundCpus().isEmpty() && !pod.isBestEffort() && !claimed.equals(ALL)) {
                assertThat(cpus).isEqualTo(ALL.minus(claimed));
            } else if (!pod.boundCpus().isEmpty() && !pod.isBestEffort() && !isContested(pod, pods)) {
                assertThat(cpus).isEqualTo(pod.boundCpus());
            } else if (pod.isBestEffort() && !closed(pods).equals(ALL)) {
                assertThat(cpus.intersect(closed(pods)).isEmpty()).isTrue();
                assertThat(cpus.isEmpty()).isFalse();
            }
        }
    }

    /** Only CPUs of pods are touched, and quotas of bound ones, whatever is missing. */
    @Property(seed = "20261127", tries = 200)
    void touchesNothingButPods(@ForAll int seed, @ForAll boolean nodeKnown, @ForAll boolean podsKnown) {
        List<PodView> pods = pods(new Random(seed));
        Seen seen = Seen.onCpus(CPUS);
        pods.forEach(pod -> seen.pod(pod).knob(SeenPods.cgroup(pod).child("c"), Knob.CPUSET, new KnobValue.Cpus(ALL)));
        if (!nodeKnown) {
            seen.nodeUnknown();
        }
        if (!podsKnown) {
            seen.podsUnknown();
        }
        Verdict verdict = PLACES.decide(seen.build(), PLACES.start()).verdict();
        if (!nodeKnown || !podsKnown) {
            assertThat(verdict).isInstanceOf(Verdict.Hold.class);
        }
        if (verdict instanceof Verdict.Act act) {
            assertThat(act.actions())
                    .allMatch(action -> action instanceof KnobAction knob
                            && knob.key().cgroup().path().contains("/pod")
                            && knob.key().knob() == Knob.CPUSET);
        }
    }

    private static List<PodView> pods(Random random) {
        List<PodView> pods = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            QosClass qos = CLASSES.get(random.nextInt(CLASSES.size()));
            boolean bound = qos == QosClass.LSE || qos == QosClass.LSR || random.nextInt(4) == 0;
            int mask = bound ? (1 + random.nextInt(15)) << random.nextInt(5) : 0;
            KubeQos kubeQos = switch (qos) {
                case LSE, LSR -> KubeQos.GUARANTEED;
                case BE -> KubeQos.BEST_EFFORT;
                default -> KubeQos.BURSTABLE;
            };
            pods.add(PodDraft.pod("p" + i, kubeQos, qos)
                    .container("c", Map.of(), Map.of())
                    .bound(CpuSet.of(IntStream.range(0, CPUS).filter(cpu -> (mask >> cpu & 1) == 1)))
                    .view());
        }
        return pods;
    }

    private static boolean isContested(PodView pod, List<PodView> pods) {
        return pods.stream()
                .anyMatch(other -> !other.equals(pod)
                        && !other.isBestEffort()
                        && !other.boundCpus().intersect(pod.boundCpus()).isEmpty());
    }

    /** CPUs of LSE pods and their siblings. */
    private static CpuSet closed(List<PodView> pods) {
        CpuSet closed = CpuSet.EMPTY;
        for (PodView pod : pods) {
            if (pod.qos() == QosClass.LSE) {
                closed = closed.union(pod.boundCpus())
                        .union(CpuSet.of(pod.boundCpus().stream().map(cpu -> (cpu + CPUS / 2) % CPUS)));
            }
        }
        return closed;
    }

    private int tick(List<PodView> pods, int used) {
        Seen seen =
                Seen.onCpus(CPUS).used(used).by(CpuSuppressRule.Policy.CPUSET).tierCpus(cpus(Seen.TIER));
        Map<KnobKey, KnobValue> observed = new HashMap<>();
        observed.put(new KnobKey(Seen.TIER, Knob.CPUSET), new KnobValue.Cpus(cpus(Seen.TIER)));
        for (PodView pod : pods) {
            seen.pod(pod);
            for (CgroupPath group :
                    List.of(SeenPods.cgroup(pod), SeenPods.cgroup(pod).child("c"))) {
                observed.put(new KnobKey(group, Knob.CPUSET), new KnobValue.Cpus(cpus(group)));
                if (group.isWithin(Seen.TIER)) {
                    seen.member(group.path().substring(Seen.TIER.path().length() + 1), cpus(group), CpuQuota.UNLIMITED);
                }
            }
        }
        seen.knobs(observed);
        held.forEach(seen::holding);
        Observation now = seen.build();
        List<Verdict> verdicts =
                List.of(SUPPRESS.decide(now), PLACES.decide(now, PLACES.start()).verdict());
        List<Write> writes = ActionPlan.from(verdicts, observed, held).writes();
        for (Write write : writes) {
            held.putIfAbsent(write.key(), write.observed().orElseThrow());
            assertThat(cgroups.write(write.key().cgroup(), write.key().knob(), write.value()))
                    .as("%s", write)
                    .isEqualTo(new FileResult.Done());
        }
        return writes.size();
    }

    private CpuSet cpus(CgroupPath group) {
        return ((KnobValue.Cpus) cgroups.value(group, Knob.CPUSET).toOptional().orElseThrow()).cpus();
    }
}
