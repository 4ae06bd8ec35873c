package io.sublet.agent.decide.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.agent.plan.Write;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.ResourceQos;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MemoryProtectionProps {
    private static final List<Knob> KEPT = List.of(Knob.MEMORY_MIN, Knob.MEMORY_LOW);

    /** One container's request and limit in MiB, of a pod in some tier. */
    record Draft(KubeQos tier, int request, int limit, int second) {}

    @Provide
    Arbitrary<List<Draft>> nodes() {
        return Combinators.combine(
                        Arbitraries.of(KubeQos.class),
                        Arbitraries.integers().between(0, 4096),
                        Arbitraries.integers().between(0, 4096),
                        Arbitraries.integers().between(0, 512))
                .as(Draft::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
    }

    @Property(tries = 300, seed = "5")
    void noParentKeepsLessThanItsChildrenAtAnyMomentAndNothingIsLeftToDo(
            @ForAll("nodes") List<Draft> drafts,
            @ForAll @IntRange(max = 100) int min,
            @ForAll @IntRange(max = 100) int low,
            @ForAll @IntRange(max = 100) int throttling,
            @ForAll @IntRange(max = 100) int batchMin) {
        ResourceQos policy = MemoryProtectionTest.policy(
                MemoryProtectionTest.qos(min, low, throttling), MemoryProtectionTest.qos(batchMin, 0, throttling));
        Seen seen = MemoryProtectionTest.untouched(pods(drafts)).qos(policy);
        Verdict verdict = MemoryProtectionTest.decide(seen.build());
        Map<KnobKey, KnobValue> values = new HashMap<>(seen.build().knobs().values());

        for (Write write : ActionPlan.from(List.of(verdict), values, Map.of()).writes()) {
            values.put(write.key(), write.value());
            assertThat(write.value()).isNotEqualTo(new KnobValue.Whole(0));
            assertParentsKeepEnough(values);
        }

        assertThat(MemoryProtectionTest.decide(seen.knobs(values).build())).isInstanceOf(Verdict.Hold.class);
    }

    private static void assertParentsKeepEnough(Map<KnobKey, KnobValue> values) {
        Map<KnobKey, Long> sums = new HashMap<>();
        values.forEach((key, value) -> {
            if (KEPT.contains(key.knob()) && key.cgroup().depth() > 1) {
                sums.merge(
                        new KnobKey(key.cgroup().parent(), key.knob()), ((KnobValue.Whole) value).number(), Long::sum);
            }
        });
        sums.forEach((parent, sum) -> {
            KnobValue own = values.get(parent);
            assertThat(own)
                    .isInstanceOfSatisfying(
                            KnobValue.Whole.class,
                            kept -> assertThat(kept.number())
                                    .as("%s keeps %s of its children's %s", parent, kept, sum)
                                    .isGreaterThanOrEqualTo(sum));
        });
    }

    private static PodView[] pods(List<Draft> drafts) {
        PodView[] pods = new PodView[drafts.size()];
        for (int i = 0; i < pods.length; i++) {
            Draft draft = drafts.get(i);
            KubeQos tier = draft.tier;
            boolean batch = tier == KubeQos.BEST_EFFORT;
            String kind = batch ? "kubernetes.io/batch-memory" : "memory";
            pods[i] = PodDraft.pod("p" + i, tier, batch ? QosClass.BE : QosClass.LS)
                    .container(
                            "a", Map.of(kind, draft.request + "Mi"), Map.of(kind, draft.limit + draft.request + "Mi"))
                    .container("b", Map.of(kind, draft.second + "Mi"), Map.of())
                    .view();
        }
        return pods;
    }

    @Property(tries = 100, seed = "6")
    void theOrderOfPodsIsOfNoMatter(@ForAll("nodes") List<Draft> drafts, @ForAll @IntRange(max = 100) int min) {
        ResourceQos policy =
                MemoryProtectionTest.policy(MemoryProtectionTest.qos(min, 0, 50), MemoryProtectionTest.qos(0, 0, 50));
        Seen seen = MemoryProtectionTest.untouched(pods(drafts)).qos(policy);
        Verdict verdict = MemoryProtectionTest.decide(seen.build());

        assertThat(MemoryProtectionTest.decide(seen.reversedPods().build())).isEqualTo(verdict);
        assertThat(MemoryProtectionTest.wanted(verdict).keySet())
                .allSatisfy(key -> assertThat(key.cgroup().isWithin(new CgroupPath("kubepods")))
                        .isTrue());
    }
}
