package io.sublet.agent.decide.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.RememberingPolicy.Step;
import io.sublet.agent.decide.Settled;
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
import io.sublet.agent.observe.group.GroupMemory;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.Ratio;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.Annotations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchLimitsTest {
    private static final BatchLimits POLICY = new BatchLimits();
    private static final Map<String, String> TWO_CPUS =
            Map.of("kubernetes.io/batch-cpu", "2000", "kubernetes.io/batch-memory", "1073741824");
    private static final Map<String, String> HALF_A_CPU = Map.of("kubernetes.io/batch-cpu", "500");

    @Test
    void limitsPodAndContainersByWhatTheyAskFor() {
        PodView pod = PodDraft.batch("p")
                .container("a", TWO_CPUS, TWO_CPUS)
                .container("b", HALF_A_CPU, HALF_A_CPU)
                .view();
        assertThat(wanted(untouched(pod)))
                .isEqualTo(Map.of(
                        "p CPU_SHARES", "2560",
                        "p CPU_QUOTA", "250000us",
                        "p/a CPU_SHARES", "2048",
                        "p/a CPU_QUOTA", "200000us",
                        "p/a MEMORY_LIMIT", "1073741824",
                        "p/b CPU_SHARES", "512",
                        "p/b CPU_QUOTA", "50000us"));
    }

    @Test
    void believesTheAnnotationBeforeTheContainers() {
        PodView pod = PodDraft.batch("p")
                .container("a", TWO_CPUS, TWO_CPUS)
                .annotation(
                        Annotations.EXTENDED_RESOURCE_SPEC,
                        "{\"containers\":{\"a\":{\"limits\":{\"kubernetes.io/batch-cpu\":\"1000\"},"
                                + "\"requests\":{\"kubernetes.io/batch-cpu\":\"500\"}}}}")
                .view();
        assertThat(wanted(untouched(pod)))
                .isEqualTo(Map.of(
                        "p CPU_SHARES", "512",
                        "p CPU_QUOTA", "100000us",
                        "p/a CPU_SHARES", "512",
                        "p/a CPU_QUOTA", "100000us"));
    }

    @Test
    void makesRoomForSidecarsAndForInitContainers() {
        PodView pod = PodDraft.batch("p")
                .container("side", ContainerView.Kind.SIDECAR, HALF_A_CPU, HALF_A_CPU)
                .container("init", ContainerView.Kind.INIT, TWO_CPUS, TWO_CPUS)
                .container("main", HALF_A_CPU, HALF_A_CPU)
                .container("debug", ContainerView.Kind.EPHEMERAL, Map.of(), Map.of())
                .view();
        Map<String, String> wanted = wanted(untouched(pod));
        assertThat(wanted).containsEntry("p CPU_QUOTA", "250000us").containsEntry("p CPU_SHARES", "2560");
        assertThat(wanted).doesNotContainKey("p MEMORY_LIMIT").containsEntry("p/main CPU_QUOTA", "50000us");
    }

    @Test
    void leavesAPodUnlimitedOfWhichOneContainerIs() {
        PodView pod = PodDraft.batch("p")
                .container("a", TWO_CPUS, TWO_CPUS)
                .container("b", Map.of(), Map.of())
                .view();
        assertThat(wanted(untouched(pod)))
                .doesNotContainKeys("p CPU_QUOTA", "p MEMORY_LIMIT", "p/b CPU_QUOTA")
                .containsKeys("p/a CPU_QUOTA", "p/a MEMORY_LIMIT");
    }

    @Test
    void limitsPodsThatAskForMidResources() {
        PodView pod = PodDraft.pod("p", KubeQos.BEST_EFFORT, QosClass.LS)
                .container("a", Map.of("kubernetes.io/mid-cpu", "1000"), Map.of("kubernetes.io/mid-cpu", "1000"))
                .view();
        assertThat(wanted(untouched(pod))).containsEntry("p CPU_QUOTA", "100000us");
    }

    @Test
    void leavesOtherPodsAlone() {
        assertThat(wanted(untouched(PodDraft.pod("p", KubeQos.BURSTABLE, QosClass.LS)
                        .container("a", Map.of("cpu", "1"), Map.of("cpu", "2"))
                        .view())))
                .isEmpty();
        assertThat(wanted(untouched(
                        PodDraft.batch("p").container("a", Map.of(), Map.of()).view())))
                .isEmpty();
    }

    @Test
    void weighsOnV2() {
        PodView pod = PodDraft.batch("p").container("a", TWO_CPUS, TWO_CPUS).view();
        assertThat(wanted(untouched(pod).version(CgroupVersion.V2))).containsEntry("p CPU_SHARES", "79");
    }

    @Test
    void givesLessTimeOnFasterCpus() {
        PodView pod = PodDraft.batch("p").container("a", TWO_CPUS, TWO_CPUS).view();
        assertThat(wanted(untouched(pod).normalization(new Ratio(120))))
                .containsEntry("p CPU_QUOTA", "166667us")
                .containsEntry("p CPU_SHARES", "2048");
    }

    @Test
    void liftsALimitAboveTheTiersOnV1AndKeepsItOnV2() {
        PodView pod = PodDraft.batch("p").container("a", TWO_CPUS, TWO_CPUS).view();
        CpuQuota narrow = new CpuQuota(150_000);
        assertThat(wanted(untouched(pod).quota(narrow))).doesNotContainKey("p CPU_QUOTA");
        assertThat(wanted(limited(pod).quota(narrow)))
                .containsEntry("p CPU_QUOTA", "unlimited")
                .containsEntry("p/a CPU_QUOTA", "unlimited");
        assertThat(wanted(limited(pod).quota(new CpuQuota(200_000)))).isEmpty();
        assertThat(wanted(limited(pod).quota(narrow).version(CgroupVersion.V2))).doesNotContainKey("p CPU_QUOTA");
    }

    @Test
    void leavesTheSharesOfAnIdleGroup() {
        PodView pod = PodDraft.batch("p").container("a", TWO_CPUS, TWO_CPUS).view();
        assertThat(wanted(untouched(pod).knob(SeenPods.cgroup(pod), Knob.CPU_IDLE, new KnobValue.Whole(1))))
                .doesNotContainKey("p CPU_SHARES")
                .containsKey("p/a CPU_SHARES");
    }

    @Test
    void holdsAPodThatCannotBeReadAndSaysWhich() {
        PodView bad = PodDraft.batch("bad")
                .container("a", TWO_CPUS, TWO_CPUS)
                .annotation(Annotations.EXTENDED_RESOURCE_SPEC, "{")
                .view();
        PodView absurd = PodDraft.batch("absurd")
                .container("a", Map.of("kubernetes.io/batch-cpu", "-3"), Map.of())
                .view();
        Verdict verdict = decide(untouched(bad).build());
        assertThat(verdict).isInstanceOf(Verdict.Hold.class);
        assertThat(verdict.reason().code()).isEqualTo(LimitsReason.SpecInvalid);
        assertThat(verdict.reason().text()).contains("default/bad");
        assertThat(decide(untouched(absurd).build())).isInstanceOf(Verdict.Hold.class);
    }

    @Test
    void raisesNothingWhilePodsOrNodeAreUnknown() {
        PodView pod = PodDraft.batch("p").container("a", TWO_CPUS, TWO_CPUS).view();
        assertThat(decide(untouched(pod).podsUnknown().build()).reason().code()).isEqualTo(LimitsReason.PodsUnknown);
        assertThat(decide(untouched(pod).nodeUnknown().build()).reason().code()).isEqualTo(LimitsReason.NodeUnknown);
    }

    @Test
    void givesBackWhatIsNotAskedForAnyMore() {
        PodView pod = PodDraft.batch("p").container("a", Map.of(), Map.of()).view();
        KnobKey quota = new KnobKey(SeenPods.cgroup(pod), Knob.CPU_QUOTA);
        Seen held = untouched(pod)
                .knob(quota.cgroup(), Knob.CPU_QUOTA, new KnobValue.Quota(new CpuQuota(5000)))
                .holding(quota, new KnobValue.Quota(CpuQuota.UNLIMITED));
        assertThat(actions(decide(held.build())))
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.Release.class,
                        release -> assertThat(release.key()).isEqualTo(quota));
    }

    @Test
    void doesNotLimitAPodToLessMemoryThanItUses() {
        PodView pod = PodDraft.batch("p").container("a", TWO_CPUS, TWO_CPUS).view();
        Step<Settled> over = POLICY.decide(limitedButMemory(pod, using(2L << 30)), POLICY.start());
        assertThat(over.verdict()).isInstanceOf(Verdict.Hold.class);
        assertThat(over.verdict().reason().code()).isEqualTo(LimitsReason.UsesMore);
        assertThat(over.verdict().reason().text()).contains("podp/a");
        Step<Settled> under = POLICY.decide(limitedButMemory(pod, using(1L << 29)), over.memory());
        assertThat(actions(under.verdict()).stream().map(action -> action.key().knob()))
                .containsExactly(Knob.MEMORY_LIMIT, Knob.MEMORY_LIMIT);
    }

    /** On cgroup v2 a limit below what a group uses ends processes of it. */
    @Test
    void doesNotLimitTheMemoryOfAPodOfWhichNobodyKnowsWhatItUses() {
        PodView pod = PodDraft.batch("p").container("a", TWO_CPUS, TWO_CPUS).view();
        Step<Settled> unread = POLICY.decide(unlimited(pod, nothingKnown()).build(), POLICY.start());
        assertThat(actions(unread.verdict()).stream().map(action -> action.key().knob()))
                .containsOnly(Knob.CPU_SHARES, Knob.CPU_QUOTA);
        assertThat(unread.verdict().reason().text()).contains("usageUnknown").contains("podp/a");
        Verdict alone = POLICY.decide(limitedButMemory(pod, nothingKnown()), unread.memory())
                .verdict();
        assertThat(alone).isInstanceOf(Verdict.Hold.class);
        assertThat(alone.reason().code()).isEqualTo(LimitsReason.UsageUnknown);
        Verdict known =
                POLICY.decide(limitedButMemory(pod, using(0)), unread.memory()).verdict();
        assertThat(actions(known).stream().map(action -> action.key().knob()))
                .containsExactly(Knob.MEMORY_LIMIT, Knob.MEMORY_LIMIT);
    }

    /** As on a node that only observes: what is wanted beside stays wanted, and must not hide that the memory is known by now. */
    @Test
    void looksAgainForTheMemoryWhileOtherLimitsAreWantedToo() {
        PodView pod = PodDraft.batch("p").container("a", TWO_CPUS, TWO_CPUS).view();
        Step<Settled> over = POLICY.decide(unlimited(pod, using(2L << 30)).build(), POLICY.start());
        assertThat(over.verdict()).isInstanceOf(Verdict.Act.class);
        Step<Settled> under = POLICY.decide(unlimited(pod, using(1L << 29)).build(), over.memory());
        assertThat(actions(under.verdict()).stream().map(action -> action.key().knob()))
                .contains(Knob.MEMORY_LIMIT);
    }

    private static GroupObservation nothingKnown() {
        return GroupObservation.missing("test");
    }

    private static GroupObservation using(long anonymous) {
        return nothingKnown().with(Reading.of(new GroupMemory(new Bytes(anonymous), Bytes.ZERO, Bytes.ZERO)));
    }

    /** All its limits are set but that of memory. */
    private static Observation limitedButMemory(PodView pod, GroupObservation group) {
        Map<KnobKey, KnobValue> written = new HashMap<>();
        actions(decide(untouched(pod).build())).stream()
                .filter(action -> action.key().knob() != Knob.MEMORY_LIMIT)
                .forEach(action -> written.put(action.key(), action.value().orElseThrow()));
        return unlimited(pod, group).knobs(written).build();
    }

    @Test
    void doesNotLookAgainWhileNothingChanges() {
        PodView pod = PodDraft.batch("p").container("a", TWO_CPUS, TWO_CPUS).view();
        Observation seen = limited(pod).build();
        Step<Settled> first = POLICY.decide(seen, POLICY.start());
        assertThat(first.verdict()).isInstanceOf(Verdict.Hold.class);
        Step<Settled> second = POLICY.decide(limited(pod).build(), first.memory());
        assertThat(second.verdict()).isSameAs(first.verdict());
        Step<Settled> third =
                POLICY.decide(limited(pod).quota(new CpuQuota(2000)).build(), second.memory());
        assertThat(third.verdict()).isInstanceOf(Verdict.Act.class);
    }

    /** A node with a pod whose groups have the kernel's defaults, and use no memory. */
    private static Seen untouched(PodView pod) {
        return unlimited(pod, using(0));
    }

    private static Seen unlimited(PodView pod, GroupObservation group) {
        Seen seen = Seen.onCpus(4).pod(pod, ResourceUsage.of(0, 0), group);
        CgroupPath cgroup = SeenPods.cgroup(pod);
        defaults(seen, cgroup);
        pod.containers().forEach(container -> defaults(seen, cgroup.child(container.name())));
        return seen;
    }

    private static void defaults(Seen seen, CgroupPath group) {
        seen.knob(group, Knob.CPU_QUOTA, new KnobValue.Quota(CpuQuota.UNLIMITED))
                .knob(group, Knob.CPU_PERIOD, new KnobValue.Whole(100_000))
                .knob(group, Knob.CPU_SHARES, new KnobValue.Whole(4))
                .knob(group, Knob.CPU_IDLE, new KnobValue.Whole(0))
                .knob(group, Knob.MEMORY_LIMIT, new KnobValue.Whole(-1));
    }

    /** The same after its limits were written. */
    private static Seen limited(PodView pod) {
        Map<KnobKey, KnobValue> written = new HashMap<>();
        actions(decide(untouched(pod).build()))
                .forEach(action -> written.put(action.key(), action.value().orElseThrow()));
        return untouched(pod).knobs(written);
    }

    private static Verdict decide(Observation seen) {
        return POLICY.decide(seen, POLICY.start()).verdict();
    }

    private static List<KnobAction> actions(Verdict verdict) {
        return verdict instanceof Verdict.Act act
                ? act.actions().stream().map(KnobAction.class::cast).toList()
                : List.of();
    }

    /** By the group's path below the tier, without the prefix of pods. */
    private static Map<String, String> wanted(Seen seen) {
        Map<String, String> wanted = new HashMap<>();
        for (KnobAction action : actions(decide(seen.build()))) {
            String group = action.key().cgroup().path().replaceFirst("^kubepods/(besteffort|burstable)/pod", "");
            wanted.put(
                    group + " " + action.key().knob(),
                    Optional.of(action.value().orElseThrow())
                            .map(Object::toString)
                            .orElseThrow());
        }
        return wanted;
    }
}
