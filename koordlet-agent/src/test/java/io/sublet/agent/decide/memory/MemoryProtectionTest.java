package io.sublet.agent.decide.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Settled;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.knob.ResourceKnobs;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CacheQos;
import io.sublet.model.slo.DiskQos;
import io.sublet.model.slo.MemoryQos;
import io.sublet.model.slo.NetworkQos;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.ResourceQos.ClassQos;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.PodQosRules;
import io.sublet.protocol.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryProtectionTest {
    private static final CgroupPath ROOT = new CgroupPath("kubepods");
    private static final CgroupPath BURSTABLE = ROOT.child("burstable");
    private static final MemoryQos HALF_KEPT = qos(50, 60, 0);
    private static final PodView WEB = PodDraft.pod("web", KubeQos.BURSTABLE, QosClass.LS)
            .container("a", Map.of("memory", "1Gi"), Map.of("memory", "2Gi"))
            .container("b", Map.of("memory", "512Mi"), Map.of())
            .view();

    static MemoryQos qos(long min, long low, long throttling) {
        return new MemoryQos(
                true,
                new Percent(min),
                new Percent(low),
                new Percent(throttling),
                MemoryQos.NONE.watermark(),
                false,
                0,
                false);
    }

    static ResourceQos policy(MemoryQos online, MemoryQos batch) {
        ClassQos high = new ClassQos(online, CacheQos.NONE, DiskQos.NONE, NetworkQos.NONE);
        return new ResourceQos(
                high,
                high,
                new ClassQos(batch, CacheQos.NONE, DiskQos.NONE, NetworkQos.NONE),
                ClassQos.NONE,
                DiskQos.NONE,
                ResourceQos.DEFAULT.networkTotal());
    }

    /** As the peer reckons: high = request + (limit - request) x throttling, in whole pages, at least what is kept. */
    @ParameterizedTest
    @CsvSource({
        // request, limit, min %, low %, throttling %, min, low, high
        "1Gi, 2Gi, 0, 0, 0, 0, 0, -1",
        "1Gi, 2Gi, 100, 0, 0, 1073741824, 0, -1",
        "1Gi, 2Gi, 50, 20, 0, 536870912, 536870912, -1",
        "1Gi, 2Gi, 20, 50, 0, 214745088, 536870912, -1",
        "1Gi, 2Gi, 0, 0, 80, 0, 0, 1932734464",
        "1Gi, 2Gi, 0, 0, 100, 0, 0, 2147483648",
        "1Gi, , 0, 0, 50, 0, 0, 2684354560",
        ", 2Gi, 50, 0, 50, 1073741824, 0, 2147483648",
        "1000, 5000, 100, 100, 50, 0, 0, -1",
        ", , 100, 100, 80, 0, 0, 3435970560"
    })
    void aContainerKeepsItsPart(
            String request, String limit, long min, long low, long throttling, long kept, long soft, long high) {
        ContainerView container = new ContainerView(
                "c", ContainerView.Kind.MAIN, Optional.of("containerd://c"), memory(request), memory(limit));

        MemoryShare share = MemoryShare.of(container, qos(min, low, throttling), Optional.of(Bytes.ofMebibytes(4096)));

        assertThat(share.min().value()).isEqualTo(kept);
        assertThat(share.low().value()).isEqualTo(soft);
        assertThat(share.high().map(Bytes::value).orElse(-1L)).isEqualTo(high);
    }

    private static Map<String, String> memory(String quantity) {
        return quantity == null ? Map.of() : Map.of("memory", quantity);
    }

    @Test
    void aContainerWithoutALimitOnANodeThatIsNotKnownIsNotSlowedDown() {
        ContainerView container =
                new ContainerView("c", ContainerView.Kind.MAIN, Optional.of("containerd://c"), memory("1Gi"), Map.of());

        assertThat(MemoryShare.of(container, qos(0, 0, 80), Optional.empty()).high())
                .isEmpty();
    }

    @Test
    void batchMemoryCountsForBestEffort() {
        ContainerView container = new ContainerView(
                "c",
                ContainerView.Kind.MAIN,
                Optional.of("containerd://c"),
                Map.of("kubernetes.io/batch-memory", "1Gi"),
                Map.of("kubernetes.io/batch-memory", "2Gi"));

        assertThat(MemoryShare.of(container, qos(0, 0, 50), Optional.empty()).high())
                .contains(new Bytes(3L << 29));
    }

    @Test
    void whatContainersKeepIsKeptAllTheWayUp() {
        Map<KnobKey, KnobValue> wanted = wanted(
                decide(untouched(WEB).qos(policy(HALF_KEPT, MemoryQos.NONE)).build()));

        assertThat(wanted)
                .containsEntry(key(SeenPods.cgroup(WEB).child("a"), Knob.MEMORY_MIN), whole(512L << 20))
                .containsEntry(key(SeenPods.cgroup(WEB).child("b"), Knob.MEMORY_MIN), whole(256L << 20))
                .containsEntry(key(SeenPods.cgroup(WEB), Knob.MEMORY_MIN), whole(768L << 20))
                .containsEntry(key(BURSTABLE, Knob.MEMORY_MIN), whole(768L << 20))
                .containsEntry(key(ROOT, Knob.MEMORY_MIN), whole(768L << 20))
                .doesNotContainKey(key(SeenPods.cgroup(WEB).child("a"), Knob.MEMORY_HIGH));
    }

    @Test
    void whatIsAboveAllPodsKeepsItToo() {
        CgroupPath kubelet = new CgroupPath("kubelet");
        WantedMemory wanted = new WantedMemory(
                kubelet.child("kubepods"), policy(HALF_KEPT, MemoryQos.NONE), Optional.of(Bytes.ofMebibytes(4096)));
        CgroupPath group = kubelet.child("kubepods/burstable/podweb");
        wanted.add(
                new PodObservation(
                        WEB,
                        Optional.of(group),
                        ResourceUsage.of(0, 0),
                        GroupObservation.missing("test"),
                        List.of(new ContainerObservation(
                                WEB.containers().getFirst(),
                                group.child("a"),
                                ResourceUsage.of(0, 0),
                                GroupObservation.missing("test"),
                                Reading.missing("test")))),
                group,
                PodQosRule.Memory.NONE);

        assertThat(wanted.values())
                .containsEntry(key(kubelet, Knob.MEMORY_MIN), whole(512L << 20))
                .doesNotContainKey(key(CgroupPath.ROOT, Knob.MEMORY_MIN));
    }

    @Test
    void parentsKeepBeforeTheirChildrenDo() {
        Observation seen = untouched(WEB).qos(policy(HALF_KEPT, MemoryQos.NONE)).build();
        ActionPlan plan = ActionPlan.from(List.of(decide(seen)), seen.knobs().values(), Map.of());

        List<Integer> depths = plan.writes().stream()
                .filter(write -> write.key().knob() == Knob.MEMORY_MIN)
                .map(write -> write.key().cgroup().depth())
                .toList();
        assertThat(depths).isSorted().hasSize(5);
    }

    @Test
    void holdsWhenAllIsAsWanted() {
        Seen seen = untouched(WEB).qos(policy(HALF_KEPT, MemoryQos.NONE));
        Map<KnobKey, KnobValue> after = wanted(decide(seen.build()));

        assertThat(decide(seen.knobs(after).build()))
                .isInstanceOf(Verdict.Hold.class)
                .extracting(verdict -> verdict.reason().code())
                .isEqualTo(MemoryReason.AsWanted);
    }

    @Test
    void anAnnotationReplacesTheClassAndABadOneIsToldAndLeftOut() {
        PodView own = PodDraft.pod("own", KubeQos.BURSTABLE, QosClass.LS)
                .container("a", Map.of("memory", "1Gi"), Map.of())
                .annotation("koordinator.sh/memoryQOS", "{\"minLimitPercent\": 25}")
                .view();
        PodView bad = PodDraft.pod("bad", KubeQos.BURSTABLE, QosClass.LS)
                .container("a", Map.of("memory", "1Gi"), Map.of())
                .annotation("koordinator.sh/memoryQOS", "{\"minLimitPercent\": 125}")
                .view();

        Verdict verdict = decide(
                untouched(own, bad).qos(policy(HALF_KEPT, MemoryQos.NONE)).build());

        assertThat(wanted(verdict))
                .containsEntry(key(SeenPods.cgroup(own), Knob.MEMORY_MIN), whole(256L << 20))
                .containsEntry(key(SeenPods.cgroup(bad), Knob.MEMORY_MIN), whole(512L << 20));
        assertThat(verdict.reason().text()).contains("default/bad", "minLimitPercent must be in 0..100, was 125");
    }

    private static PodQosRule podQos(String memory) {
        return PodQosRules.parse(Json.parseObject("{\"name\": \"q\", \"selector\": {}, \"memory\": " + memory + "}"));
    }

    /** In place of what the class says, which need not be anything. */
    @Test
    void aPodQosSaysWhatItsPodsKeepAndWhereTheyAreSlowedDown() {
        PodQosRule rule = podQos("{\"minPercent\": 25, \"lowPercent\": 50, \"highPercent\": 90, \"oomGroup\": true}");
        PodView pod = PodDraft.pod("own", KubeQos.BURSTABLE, QosClass.LS)
                .container("a", Map.of("memory", "1Gi"), Map.of("memory", "2Gi"))
                .container("b", Map.of("memory", "1Gi"), Map.of())
                .view();

        for (ResourceQos policy : List.of(policy(qos(50, 60, 80), MemoryQos.NONE), ResourceQos.DEFAULT)) {
            Map<KnobKey, KnobValue> wanted = wanted(decide(untouched(pod)
                    .qos(policy)
                    .extensions(new SloExtensions(List.of(rule), List.of()))
                    .build()));
            CgroupPath group = SeenPods.cgroup(pod);
            assertThat(wanted)
                    .containsEntry(key(group.child("a"), Knob.MEMORY_MIN), whole(256L << 20))
                    .containsEntry(key(group, Knob.MEMORY_MIN), whole(512L << 20))
                    .containsEntry(key(group.child("a"), Knob.MEMORY_LOW), whole(512L << 20))
                    .containsEntry(key(group.child("a"), Knob.MEMORY_HIGH), whole((2L << 30) * 90 / 100 / 4096 * 4096))
                    .containsEntry(key(group, Knob.MEMORY_OOM_GROUP), whole(1))
                    // Of no limit there is no share.
                    .doesNotContainKey(key(group.child("b"), Knob.MEMORY_HIGH));
        }
    }

    @Test
    void anAnnotationGoesBeforeThePodQos() {
        PodQosRule rule = podQos("{\"minPercent\": 25, \"highPercent\": 90}");
        PodDraft draft = PodDraft.pod("own", KubeQos.BURSTABLE, QosClass.LS)
                .container("a", Map.of("memory", "1Gi"), Map.of("memory", "2Gi"));
        PodView throttled = draft.annotation("koordinator.sh/memoryQOS", "{\"throttlingPercent\": 50}")
                .view();

        Map<KnobKey, KnobValue> wanted = wanted(decide(untouched(throttled)
                .extensions(new SloExtensions(List.of(rule), List.of()))
                .build()));

        CgroupPath container = SeenPods.cgroup(throttled).child("a");
        assertThat(wanted)
                .containsEntry(key(container, Knob.MEMORY_HIGH), whole(3L << 29))
                .containsEntry(key(container, Knob.MEMORY_MIN), whole(256L << 20));
        PodView without = draft.annotation("koordinator.sh/memoryQOS", "{\"policy\": \"none\"}")
                .view();
        assertThat(wanted(decide(untouched(without)
                        .extensions(new SloExtensions(List.of(rule), List.of()))
                        .build())))
                .isEmpty();
    }

    @Test
    void aPodQosThatSaysNoMoreIsGivenBack() {
        Seen seen = untouched(WEB).extensions(new SloExtensions(List.of(podQos("{\"minPercent\": 25}")), List.of()));
        MemoryProtection policy = new MemoryProtection();
        Settled memory = policy.decide(seen.build(), Settled.NOT_YET).memory();
        KnobKey held = key(SeenPods.cgroup(WEB), Knob.MEMORY_MIN);

        Verdict verdict = policy.decide(
                        seen.holding(held, whole(0))
                                .extensions(SloExtensions.NONE)
                                .build(),
                        memory)
                .verdict();

        assertThat(((Verdict.Act) verdict).actions()).containsExactly(new Action.Release(held, verdict.reason()));
    }

    @Test
    void theWholeOfAPodIsKilledTogetherButNeverAWholeTier() {
        MemoryQos together = new MemoryQos(
                true,
                new Percent(0),
                new Percent(0),
                new Percent(0),
                new MemoryQos.Watermark(95, 20, -25),
                true,
                7,
                true);

        Map<KnobKey, KnobValue> wanted = wanted(
                decide(untouched(WEB).qos(policy(together, MemoryQos.NONE)).build()));

        assertThat(wanted)
                .containsEntry(key(SeenPods.cgroup(WEB), Knob.MEMORY_OOM_GROUP), whole(1))
                .containsEntry(key(SeenPods.cgroup(WEB), Knob.MEMORY_PRIORITY), whole(7))
                .containsEntry(key(SeenPods.cgroup(WEB), Knob.MEMORY_WMARK_RATIO), whole(95))
                .containsEntry(key(SeenPods.cgroup(WEB), Knob.MEMORY_WMARK_SCALE), whole(20))
                .containsEntry(key(SeenPods.cgroup(WEB), Knob.MEMORY_WMARK_MIN_ADJ), whole(-25))
                .containsEntry(key(BURSTABLE, Knob.MEMORY_PRIORITY_OOM), whole(1))
                .doesNotContainKey(key(BURSTABLE, Knob.MEMORY_OOM_GROUP));
    }

    @Test
    void whatTheKernelLacksIsLeftOut() {
        Seen seen = untouched(WEB).qos(policy(HALF_KEPT, MemoryQos.NONE)).lacking(Knob.MEMORY_MIN);

        assertThat(wanted(decide(seen.build())).keySet()).allMatch(key -> key.knob() == Knob.MEMORY_LOW);
    }

    @Test
    void whatIsNoLongerAskedForIsGivenBack() {
        KnobKey held = key(SeenPods.cgroup(WEB), Knob.MEMORY_MIN);

        Verdict verdict = decide(untouched(WEB).holding(held, whole(0)).build());

        assertThat(verdict).isInstanceOf(Verdict.Act.class);
        assertThat(((Verdict.Act) verdict).actions()).containsExactly(new Action.Release(held, verdict.reason()));
    }

    @Test
    void whileThePodsAreNotKnownWhatIsHeldStays() {
        Observation seen = Seen.onCpus(4)
                .podsUnknown()
                .holding(key(BURSTABLE, Knob.MEMORY_MIN), whole(0))
                .build();

        assertThat(decide(seen).reason().code()).isEqualTo(MemoryReason.PodsUnknown);
    }

    @Test
    void nothingIsToldTheKernelWhileNothingIsAskedFor() {
        assertThat(decide(untouched(WEB).build()).reason().code()).isEqualTo(MemoryReason.NotAsked);
    }

    /** A node on which every knob of memory is as a kernel has it that nobody has touched. */
    static Seen untouched(PodView... pods) {
        Seen seen = Seen.onCpus(4).allocatableMemory(4L << 30);
        Map<KnobKey, KnobValue> values = new HashMap<>();
        untouched(ROOT, values);
        untouched(BURSTABLE, values);
        untouched(ROOT.child("besteffort"), values);
        for (PodView pod : pods) {
            seen.pod(pod);
            untouched(SeenPods.cgroup(pod), values);
            pod.containers().forEach(container -> untouched(SeenPods.cgroup(pod).child(container.name()), values));
        }
        return seen.knobs(values);
    }

    private static void untouched(CgroupPath group, Map<KnobKey, KnobValue> into) {
        for (Knob knob : ResourceKnobs.MEMORY) {
            into.put(key(group, knob), whole(knob == Knob.MEMORY_HIGH ? -1 : 0));
        }
    }

    static Verdict decide(Observation seen) {
        return new MemoryProtection().decide(seen, Settled.NOT_YET).verdict();
    }

    /** What the verdict sets. */
    static Map<KnobKey, KnobValue> wanted(Verdict verdict) {
        Map<KnobKey, KnobValue> values = new HashMap<>();
        if (verdict instanceof Verdict.Act act) {
            act.actions().forEach(action -> {
                if (action instanceof Action.SetKnob set) {
                    values.put(set.key(), set.wanted());
                }
            });
        }
        return values;
    }

    private static KnobKey key(CgroupPath group, Knob knob) {
        return new KnobKey(group, knob);
    }

    private static KnobValue whole(long number) {
        return new KnobValue.Whole(number);
    }
}
