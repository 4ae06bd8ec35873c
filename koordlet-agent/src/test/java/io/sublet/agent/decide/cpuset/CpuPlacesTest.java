package io.sublet.agent.decide.cpuset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.Topologies;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A machine with 8 CPUs: n and n + 4 are siblings, 0, 1, 4, 5 are NUMA node 0. */
class CpuPlacesTest {
    private static final CpuPlaces POLICY = new CpuPlaces();
    private static final CpuSet ALL = CpuSet.firstCpus(8);

    @Test
    void putsBoundPodsOnTheirCpusAndTheOthersOnTheRest() {
        assertThat(placed(node(bound("lse", QosClass.LSE, "0,4"), bound("lsr", QosClass.LSR, "1"), online("web"))))
                .isEqualTo(Map.of("lse/c", "0,4", "lsr/c", "1", "web/c", "2-3,5-7"));
    }

    @Test
    void placesTheGroupOfThePodTooOnV2() {
        assertThat(placed(node(bound("lse", QosClass.LSE, "0,4")).version(CgroupVersion.V2)))
                .isEqualTo(Map.of("lse", "0,4", "lse/c", "0,4"));
    }

    @Test
    void leavesPodsAloneAsLongAsNobodyClaimsCpus() {
        Verdict verdict = decide(node(online("web"), online("db")).build());
        assertThat(verdict).isInstanceOf(Verdict.Hold.class);
        assertThat(verdict.reason().code()).isEqualTo(PlaceReason.Settled);
    }

    @Test
    void givesPodsTheirCpusBackOnceNobodyClaimsAny() {
        PodView web = online("web");
        KnobKey key = new KnobKey(SeenPods.cgroup(web).child("c"), Knob.CPUSET);
        Verdict verdict = decide(node(web).holding(key, new KnobValue.Cpus(ALL)).build());
        assertThat(((Verdict.Act) verdict).actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.Release.class,
                        release -> assertThat(release.key()).isEqualTo(key));
    }

    @Test
    void takesReservedAndSystemCpusOutOfThePool() {
        PodView system = pod("sys", KubeQos.BURSTABLE, QosClass.SYSTEM, "");
        assertThat(placed(node(system, online("web")).systemCpus(CpuSet.of(7)).reserved(0, CpuSet.of(0))))
                .isEqualTo(Map.of("sys/c", "7", "web/c", "1-6"));
    }

    @Test
    void keepsAPodOnTheNumaNodesItWasGiven() {
        PodView numa = PodDraft.pod("numa", KubeQos.BURSTABLE, QosClass.LS)
                .container("c", Map.of(), Map.of())
                .annotation(
                        Annotations.RESOURCE_STATUS,
                        "{\"numaNodeResources\":[{\"node\":1,\"resources\":{\"cpu\":\"2\"}}]}")
                .view();
        assertThat(placed(node(numa, bound("lse", QosClass.LSE, "2"))))
                .isEqualTo(Map.of("numa/c", "3,6-7", "lse/c", "2"));
    }

    @Test
    void letsAnApplicationOutsideOfPodsShareWhatLsPodsShare() {
        Seen seen = node(bound("lse", QosClass.LSE, "0,4"))
                .hostApplication(QosClass.LS, HostApplication.Base.CGROUP_ROOT, 100)
                .hostApplication(QosClass.BE, HostApplication.Base.CGROUP_ROOT, 100)
                .hostApplication(QosClass.LSR, HostApplication.Base.CGROUP_ROOT, 100);
        for (int i = 0; i < 3; i++) {
            seen.knob(new CgroupPath("application-" + i), Knob.CPUSET, new KnobValue.Cpus(ALL));
        }
        assertThat(actions(decide(seen.build())))
                .filteredOn(action -> action.key().cgroup().path().startsWith("application"))
                .singleElement()
                .satisfies(action -> {
                    assertThat(action.key().cgroup()).isEqualTo(new CgroupPath("application-0"));
                    assertThat(action.value()).contains(new KnobValue.Cpus(CpuSet.of(1, 2, 3, 5, 6, 7)));
                    assertThat(action.reason().text()).contains("application-0");
                });
    }

    @Test
    void givesAnApplicationItsCpusBackOnceNothingIsClaimedOrThePolicyNamesItNoMore() {
        KnobKey named = new KnobKey(new CgroupPath("application-0"), Knob.CPUSET);
        KnobKey forgotten = new KnobKey(new CgroupPath("host-latency-sensitive/gone"), Knob.CPUSET);
        KnobKey inKubepods = new KnobKey(new CgroupPath("kubepods/burstable/gone"), Knob.CPUSET);
        KnobKey pods = new KnobKey(new CgroupPath("kubepods/burstable/podother/c"), Knob.CPUSET);
        Seen seen = node(online("web")).hostApplication(QosClass.LS, HostApplication.Base.CGROUP_ROOT, 100);
        for (KnobKey key : List.of(named, forgotten, inKubepods, pods)) {
            seen.holding(key, new KnobValue.Cpus(ALL));
        }
        assertThat(((Verdict.Act) decide(seen.build())).actions())
                .allSatisfy(action -> assertThat(action).isInstanceOf(Action.Release.class))
                .extracting(action -> ((Action.Release) action).key())
                .containsExactly(named, forgotten, inKubepods);
    }

    @Test
    void doesNotThrottleAPodOnItsOwnCpus() {
        PodView lsr = bound("lsr", QosClass.LSR, "1");
        Seen seen = node(lsr, online("web"));
        KnobValue limited = new KnobValue.Quota(new CpuQuota(100_000));
        seen.knob(SeenPods.cgroup(lsr), Knob.CPU_QUOTA, limited)
                .knob(SeenPods.cgroup(lsr).child("c"), Knob.CPU_QUOTA, limited);
        assertThat(actions(decide(seen.build())).stream()
                        .filter(action -> action.key().knob() == Knob.CPU_QUOTA)
                        .map(action -> action.value().orElseThrow()))
                .hasSize(2)
                .containsOnly(new KnobValue.Quota(CpuQuota.UNLIMITED));
    }

    @Test
    void holdsAPodThatClaimsCpusWhichDoNotExist() {
        Verdict verdict = decide(node(bound("lse", QosClass.LSE, "1,99")).build());
        assertThat(verdict).isInstanceOf(Verdict.Hold.class);
        assertThat(verdict.reason().code()).isEqualTo(PlaceReason.ClaimHeld);
        assertThat(verdict.reason().text()).contains("default/lse: CPUs 99 are not online");
    }

    @Test
    void holdsTwoPodsThatClaimOneCpuAndLeavesItToNobodyElse() {
        Seen seen = node(bound("a", QosClass.LSR, "0-1"), bound("b", QosClass.LSE, "1-2"), online("web"));
        assertThat(placed(seen)).isEqualTo(Map.of("web/c", "3-7"));
        assertThat(decide(seen.build()).reason().text())
                .contains("default/a: CPUs 1 are claimed by another pod")
                .contains("default/b: CPUs 1 are claimed by another pod");
    }

    @Test
    void leavesABoundPodWhatIsStillOnlineAfterAnUnplug() {
        PodView lse = bound("lse", QosClass.LSE, "1,5");
        Seen seen = node(lse)
                .topology(Topologies.twoThreadsPerCore(4))
                .holding(new KnobKey(SeenPods.cgroup(lse).child("c"), Knob.CPUSET), new KnobValue.Cpus(ALL));
        assertThat(placed(seen)).isEqualTo(Map.of("lse/c", "1"));
    }

    @Test
    void holdsOnlinePodsWhenNoCpuIsLeftToShare() {
        Verdict verdict =
                decide(node(bound("lse", QosClass.LSE, "0-7"), online("web")).build());
        assertThat(verdict.reason().text()).contains("default/web: no CPU is left to share");
    }

    @Test
    void leavesBestEffortToItsTierUnlessItIsBound() {
        PodView batch = pod("batch", KubeQos.BEST_EFFORT, QosClass.BE, "");
        PodView own = pod("own", KubeQos.BEST_EFFORT, QosClass.BE, "2-3");
        assertThat(placed(node(batch, own, bound("lse", QosClass.LSE, "3"))))
                .isEqualTo(Map.of("own/c", "2", "lse/c", "3"));
    }

    @Test
    void leavesAllToAKubeletThatAssignsCpus() {
        Verdict verdict = decide(node(bound("lse", QosClass.LSE, "0"), online("web"))
                .staticCpuManager()
                .build());
        assertThat(verdict).isInstanceOf(Verdict.Hold.class);
        assertThat(verdict.reason().code()).isEqualTo(PlaceReason.KubeletAssigns);
    }

    @Test
    void movesNothingWhileSomethingIsUnknown() {
        Seen seen = node(bound("lse", QosClass.LSE, "0"));
        assertThat(decide(seen.podsUnknown().build()).reason().code()).isEqualTo(PlaceReason.PodsUnknown);
        assertThat(decide(node(bound("lse", QosClass.LSE, "0")).nodeUnknown().build())
                        .reason()
                        .code())
                .isEqualTo(PlaceReason.NodeUnknown);
    }

    static PodView bound(String name, QosClass qos, String cpus) {
        return pod(name, KubeQos.GUARANTEED, qos, cpus);
    }

    static PodView online(String name) {
        return pod(name, KubeQos.BURSTABLE, QosClass.LS, "");
    }

    private static PodView pod(String name, KubeQos kubeQos, QosClass qos, String cpus) {
        return PodDraft.pod(name, kubeQos, qos)
                .container("c", Map.of(), Map.of())
                .bound(CpuSet.parse(cpus).orElseThrow())
                .view();
    }

    /** Pods whose groups have all CPUs. */
    private static Seen node(PodView... pods) {
        Seen seen = Seen.onCpus(8);
        for (PodView pod : pods) {
            seen.pod(pod)
                    .knob(SeenPods.cgroup(pod), Knob.CPUSET, new KnobValue.Cpus(ALL))
                    .knob(SeenPods.cgroup(pod).child("c"), Knob.CPUSET, new KnobValue.Cpus(ALL));
        }
        return seen;
    }

    private static Verdict decide(Observation seen) {
        return POLICY.decide(seen, POLICY.start()).verdict();
    }

    private static List<KnobAction> actions(Verdict verdict) {
        return verdict instanceof Verdict.Act act
                ? act.actions().stream().map(KnobAction.class::cast).toList()
                : List.of();
    }

    /** The CPUs wanted by the group's path, without the prefix of pods. */
    private static Map<String, String> placed(Seen seen) {
        Map<String, String> placed = new HashMap<>();
        for (KnobAction action : actions(decide(seen.build()))) {
            String group = action.key().cgroup().path().replaceFirst("^kubepods/((besteffort|burstable)/)?pod", "");
            placed.put(group, action.value().orElseThrow().toString());
        }
        return placed;
    }
}
