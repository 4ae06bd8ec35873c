package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.act.Holding;
import io.sublet.agent.cluster.ApiAmounts;
import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.PodRequests;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.idle.BestEffortIdle;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.metrics.Exposition;
import io.sublet.agent.metrics.ForecastGauges;
import io.sublet.agent.metrics.LastTick;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.agent.plan.Write;
import io.sublet.agent.predict.ModelStore;
import io.sublet.agent.predict.Predictor;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Amounts that the API takes, or an annotation holds, whatever they mean: nobody's pod may keep the agent from looking after the others. */
class AbsurdAmountsProps {
    private static final List<String> AMOUNTS = List.of(
            "10P",
            "9E",
            "100Ei",
            "1e30",
            "1e99",
            "9223372036854775807",
            "9223372036854775808",
            "100000000000000",
            "281474976710656",
            "999999999999",
            "-1",
            "-9E",
            "-1e30",
            "0",
            "1n",
            "0.0000001",
            "1e-30",
            "500m",
            "2",
            "1Gi",
            "NaN",
            "x",
            "");
    private static final List<ContainerView.Kind> KINDS = List.of(ContainerView.Kind.values());
    private static final List<String> RESOURCES = List.of(
            ResourceNames.CPU,
            ResourceNames.MEMORY,
            ResourceNames.BATCH_CPU,
            ResourceNames.BATCH_MEMORY,
            ResourceNames.MID_CPU,
            ResourceNames.MID_MEMORY);
    private static final NodeSlo ALL_ENABLED =
            NodeSloDocument.parse(Json.parseObject("""
            {"resourceUsedThresholdWithBE":{"enable":true,"cpuSuppressThresholdPercent":65,
              "cpuEvictBESatisfactionLowerPercent":40,"cpuEvictBESatisfactionUpperPercent":60,"cpuEvictBEUsageThresholdPercent":0,
              "cpuEvictThresholdPercent":50,"evictEnabledPriorityThreshold":9999,"allocatableEvictPriorityThreshold":7999,
              "cpuEvictTimeWindowSeconds":10},
             "resourceQOSStrategy":{
              "beClass":{"memoryQOS":{"enable":true,"minLimitPercent":100,"lowLimitPercent":100,"throttlingPercent":100}},
              "lsClass":{"memoryQOS":{"enable":true,"minLimitPercent":100,"lowLimitPercent":100,"throttlingPercent":100}},
              "lsrClass":{"memoryQOS":{"enable":true,"minLimitPercent":100,"lowLimitPercent":100,"throttlingPercent":100}}},
             "cpuBurstStrategy":{"policy":"auto","cpuBurstPercent":10000,"cfsQuotaBurstPercent":10000,"cfsQuotaBurstPeriodSeconds":60}}
            """)).valid().orElseThrow();

    private Random random = new Random(0);

    @Property(seed = "20261128", tries = 400)
    void noRuleFailsAndNoLimitIsMoreThanTheKernelTakes(@ForAll int seed) {
        random = new Random(seed);
        NodeRules rules = new NodeRules(new BestEffortIdle(Duration.ZERO), Duration.ofSeconds(10));
        Predictor predictor = new Predictor(new ModelStore(new FakeStore()), Duration.ZERO);
        List<PodView> pods = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(5); i++) {
            pods.add(pod("p" + i));
        }
        Map<String, Long> offered = new HashMap<>();
        RESOURCES.forEach(name -> offered.put(name, random.nextBoolean() ? 1000L : ApiAmounts.MOST));
        for (int tick = 0; tick < 5; tick++) {
            Observation seen = seen(pods, offered, Duration.ofSeconds(1000 + 7L * tick));
            List<Verdict> verdicts = rules.decide(seen);
            ActionPlan.from(verdicts, seen.knobs().values(), Map.of()).writes().forEach(this::assertSane);
            assertThat(predictor.forecast(seen)).isNotNull();
            Exposition out = new Exposition(Exposition.Format.PROMETHEUS);
            new ForecastGauges(
                            () -> Optional.of(
                                    new LastTick(seen, Mode.ENFORCE, OptionalLong.empty(), Holding.NOTHING, verdicts)),
                            () -> Reading.missing("test"))
                    .write(out);
            assertThat(out.end()).doesNotContain(" -");
        }
    }

    /** As long as any can be, of as many containers as fit into an object of the API. */
    @Property(seed = "20261128", tries = 5)
    void noSumOfRequestsIsNegativeOrLessThanAPart(@ForAll int seed) {
        random = new Random(seed);
        PodDraft draft = PodDraft.batch("p");
        long largest = 0;
        for (int i = 0; i < 20_000; i++) {
            Map<String, String> request = Map.of(ResourceNames.MEMORY, amount());
            draft.container("c" + i, request, request);
            largest = Math.max(
                    largest,
                    PodRequests.count(
                            PodDraft.batch("q").container("c", request, request).view(), ResourceNames.MEMORY));
        }
        assertThat(PodRequests.count(draft.view(), ResourceNames.MEMORY)).isBetween(largest, ApiAmounts.MOST);
    }

    private void assertSane(Write write) {
        switch (write.value()) {
            // kernel/sched: more micro-seconds than 44 bits hold are refused.
            case KnobValue.Quota(CpuQuota quota) -> assertThat(quota.micros()).isBetween(-1L, (1L << 44) - 1);
            case KnobValue.Whole(long number) ->
                assertThat(number).as("%s", write).isBetween(-1L, Long.MAX_VALUE / 2);
            default -> {}
        }
    }

    private Observation seen(List<PodView> pods, Map<String, Long> offered, Duration at) {
        Seen seen = Seen.onCpus(8)
                .at(at)
                .used(random.nextInt(9000))
                .tierUsed(random.nextInt(3000))
                .memory(8L << 30, random.nextLong(8L << 30))
                .offered(offered)
                .reserved(random.nextBoolean() ? 1000 : Long.MAX_VALUE / 2, CpuSet.EMPTY)
                .rule(ALL_ENABLED.cpuSuppress())
                .qos(ALL_ENABLED.resources())
                .evictionRules(ALL_ENABLED.evictions())
                .burst(ALL_ENABLED.cpu().burst());
        for (PodView pod : pods) {
            seen.pod(pod);
            CgroupPath group = SeenPods.cgroup(pod);
            knobs(seen, group);
            pod.containers().forEach(container -> knobs(seen, group.child(container.name())));
        }
        return seen.build();
    }

    private static void knobs(Seen seen, CgroupPath group) {
        Map<KnobKey, KnobValue> values = new HashMap<>();
        values.put(new KnobKey(group, Knob.CPU_QUOTA), new KnobValue.Quota(new CpuQuota(50_000)));
        values.put(new KnobKey(group, Knob.CPU_SHARES), new KnobValue.Whole(1024));
        values.put(new KnobKey(group, Knob.CPU_BURST), new KnobValue.Whole(0));
        values.put(new KnobKey(group, Knob.MEMORY_LIMIT), new KnobValue.Whole(-1));
        values.put(new KnobKey(group, Knob.MEMORY_MIN), new KnobValue.Whole(0));
        values.put(new KnobKey(group, Knob.MEMORY_LOW), new KnobValue.Whole(0));
        values.put(new KnobKey(group, Knob.MEMORY_HIGH), new KnobValue.Whole(-1));
        seen.knobs(values);
    }

    private PodView pod(String name) {
        boolean batch = random.nextBoolean();
        PodDraft draft = batch
                ? PodDraft.batch(name)
                : PodDraft.pod(name, KubeQos.BURSTABLE, random.nextBoolean() ? QosClass.LS : QosClass.LSR);
        int containers = random.nextInt(4);
        Map<String, Object> spec = new HashMap<>();
        for (int i = 0; i < containers; i++) {
            ContainerView.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            draft.container("c" + i, kind, amounts(), amounts());
            spec.put("c" + i, Map.of("requests", amounts(), "limits", amounts()));
        }
        if (batch && random.nextBoolean()) {
            draft.annotation(Annotations.EXTENDED_RESOURCE_SPEC, Json.write(Map.of("containers", spec)));
        }
        return draft.view();
    }

    private Map<String, String> amounts() {
        Map<String, String> amounts = new HashMap<>();
        for (String resource : RESOURCES) {
            if (random.nextInt(3) > 0) {
                amounts.put(resource, amount());
            }
        }
        return amounts;
    }

    private String amount() {
        return AMOUNTS.get(random.nextInt(AMOUNTS.size()));
    }
}
