package io.sublet.manager.overcommit;

import static io.sublet.manager.overcommit.BatchScenario.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.manager.view.PodView;
import io.sublet.manager.view.PublishedBatch;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BatchCapacityProps {
    private static final CpuMemory MACHINE = BatchScenario.amount(100, 120);

    /** One pod and what was measured of it. */
    private record Measured(int number, PriorityClass priority, QosClass qos, CpuMemory request, ResourceUsage usage) {}

    @Provide
    Arbitrary<BatchScenario> scenarios() {
        Arbitrary<List<Measured>> pods = measured().list().ofMaxSize(12);
        Arbitrary<Long> threshold = Arbitraries.longs().between(0, 100);
        Arbitrary<Long> kubelet = Arbitraries.longs().between(0, 40_000);
        Arbitrary<String> policy = Arbitraries.of("usage", "request", "maxUsageRequest");
        return Combinators.combine(pods, threshold, kubelet, policy, believable())
                .as((list, percent, reserved, calculate, system) -> {
                    BatchScenario scenario = new BatchScenario();
                    list.forEach(pod -> add(scenario, pod));
                    scenario.allocatable = MACHINE.minus(CpuMemory.of(reserved, reserved * 1000));
                    scenario.system = system;
                    scenario.config = """
                            {"enable":true,"cpuReclaimThresholdPercent":%d,"memoryReclaimThresholdPercent":%d,
                             "cpuCalculatePolicy":"%s","memoryCalculatePolicy":"%s"}""".formatted(percent, percent, calculate, calculate);
                    return scenario;
                });
    }

    private static void add(BatchScenario scenario, Measured pod) {
        String name = "pod-" + pod.number + "-" + scenario.pods.size();
        if (pod.number % 7 != 0) {
            scenario.pod(name, pod.priority, pod.qos, pod.request);
        }
        if (pod.number % 5 != 0) {
            scenario.measured(name, pod.priority, pod.usage);
        }
    }

    private static Arbitrary<Measured> measured() {
        Arbitrary<CpuMemory> requests = Combinators.combine(
                        Arbitraries.longs().between(0, 200_000),
                        Arbitraries.longs().between(0, 200 * BatchScenario.G))
                .as(CpuMemory::of);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 1000),
                        Arbitraries.of(PriorityClass.PROD, PriorityClass.MID, PriorityClass.BATCH, PriorityClass.FREE),
                        Arbitraries.of(QosClass.class),
                        requests,
                        believable())
                .as(Measured::new);
    }

    private static Arbitrary<ResourceUsage> believable() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 100_000),
                        Arbitraries.longs().between(0, 120 * BatchScenario.G))
                .as(ResourceUsage::of);
    }

    /** Anything an agent gone wrong may say. */
    @Provide
    Arbitrary<ResourceUsage> absurd() {
        Arbitrary<Reading<MilliCpu>> cpu = Arbitraries.oneOf(
                Arbitraries.just(Reading.missing("gone")),
                Arbitraries.longs().lessOrEqual(-1).map(value -> Reading.of(new MilliCpu(value))),
                Arbitraries.longs().greaterOrEqual(150_001).map(value -> Reading.of(new MilliCpu(value))));
        Arbitrary<Reading<Bytes>> memory = Arbitraries.oneOf(
                Arbitraries.just(Reading.missing("gone")),
                Arbitraries.longs().lessOrEqual(-1).map(value -> Reading.of(new Bytes(value))),
                Arbitraries.longs().greaterOrEqual(181 * BatchScenario.G).map(value -> Reading.of(new Bytes(value))));
        return Combinators.combine(cpu, memory).as(ResourceUsage::new);
    }

    @Property(tries = 20_000)
    void neverOffersMoreThanTheReclaimableShareLessSystemAndReservation(@ForAll("scenarios") BatchScenario scenario) {
        BatchFormula formula = ((BatchOffer.Offered) scenario.offer()).formula();

        CpuMemory bound = formula.capacity().minus(formula.margin()).minus(formula.reserved());
        assertThat(formula.offer()).isEqualTo(formula.offer().min(bound.atLeastZero()));
        assertThat(formula.offer()).isEqualTo(formula.offer().atLeastZero());
        assertThat(formula.offer().cpu())
                .isLessThanOrEqualTo(
                        bound.cpu().minus(formula.online().used().cpu()).atLeastZero());
    }

    @Property(tries = 20_000)
    void offersNoMoreWhenOnlinePodsOrTheSystemUseMore(
            @ForAll("scenarios") BatchScenario scenario, @ForAll("more") CpuMemory more, @ForAll Random random) {
        CpuMemory before = scenario.amount();
        boolean ofSystem = scenario.podUsages.isEmpty() || random.nextBoolean();
        if (ofSystem) {
            scenario.system = plus(scenario.system, more);
        } else {
            int chosen = random.nextInt(scenario.podUsages.size());
            PodUsage pod = scenario.podUsages.get(chosen);
            scenario.podUsages.set(
                    chosen,
                    new PodUsage(pod.namespace(), pod.name(), pod.priority(), pod.qos(), plus(pod.usage(), more)));
        }

        assertThat(atMost(scenario.offer(), before)).isTrue();
    }

    @Provide
    Arbitrary<CpuMemory> more() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 60_000),
                        Arbitraries.longs().between(0, 60 * BatchScenario.G))
                .as(CpuMemory::of);
    }

    private static ResourceUsage plus(ResourceUsage usage, CpuMemory more) {
        return new ResourceUsage(
                usage.cpu().map(cpu -> cpu.plus(more.cpu())), usage.memory().map(memory -> memory.plus(more.memory())));
    }

    private static boolean atMost(BatchOffer offer, CpuMemory bound) {
        return switch (offer) {
            case BatchOffer.Offered offered ->
                offered.amount().equals(offered.amount().min(bound));
            case BatchOffer.Refused refused -> true;
            case BatchOffer.Unknown unknown -> true;
        };
    }

    @Property(tries = 20_000)
    void neverRaisesWhatIsPublishedForMissingOrAbsurdUsage(
            @ForAll("scenarios") BatchScenario scenario,
            @ForAll("absurd") ResourceUsage absurd,
            @ForAll("more") CpuMemory published,
            @ForAll Random random) {
        if (scenario.podUsages.isEmpty() || random.nextInt(4) == 0) {
            scenario.system = absurd;
        } else {
            int chosen = random.nextInt(scenario.podUsages.size());
            PodUsage pod = scenario.podUsages.get(chosen);
            PriorityClass online = PriorityClass.PROD;
            scenario.podUsages.set(chosen, new PodUsage(pod.namespace(), "gone", online, QosClass.LS, absurd));
        }

        CapacityPlan plan = SyncDecision.plan(
                scenario.offer(), PublishedBatch.of(published), NOW, ColocationStrategy.DEFAULT.sync(), NOW);

        if (plan instanceof CapacityPlan.Publish publish) {
            assertThat(publish.amount()).isEqualTo(publish.amount().min(published));
        }
    }

    @Property(tries = 2_000)
    void offersNothingByAReportFromAnotherTime(
            @ForAll("scenarios") BatchScenario scenario, @ForAll("otherTimes") Duration age) {
        scenario.updateTime = Reading.of(NOW.minus(age));

        assertThat(scenario.offer()).isInstanceOf(BatchOffer.Refused.class);
    }

    @Provide
    Arbitrary<Duration> otherTimes() {
        return Arbitraries.oneOf(
                        Arbitraries.longs().between(901, 10_000_000),
                        Arbitraries.longs().between(-10_000_000, -61))
                .map(Duration::ofSeconds);
    }

    @Property(tries = 5_000)
    void dependsOnNoOrder(@ForAll("scenarios") BatchScenario scenario, @ForAll Random random) {
        BatchOffer before = scenario.offer();
        List<PodView> pods = scenario.pods;
        Collections.shuffle(pods, random);
        Collections.shuffle(scenario.podUsages, random);

        assertThat(scenario.offer()).isEqualTo(before);
    }

    @Property(tries = 5_000)
    void writesNothingAfterItsOwnWrite(@ForAll("scenarios") BatchScenario scenario) {
        BatchOffer offer = scenario.offer();

        CapacityPlan plan = SyncDecision.plan(
                offer,
                PublishedBatch.of(scenario.amount()),
                NOW.minus(Duration.ofDays(1)),
                ColocationStrategy.DEFAULT.sync(),
                NOW);

        assertThat(plan.reason().code()).isEqualTo(OvercommitReason.Unchanged);
    }

    @Property(tries = 5_000)
    void survivesAnyNumbers(
            @ForAll long capacityCpu,
            @ForAll long capacityMemory,
            @ForAll long request,
            @ForAll long usage,
            @ForAll long system) {
        BatchScenario scenario = new BatchScenario()
                .pod("a", PriorityClass.PROD, QosClass.LS, CpuMemory.of(request, request))
                .pod("b", PriorityClass.PROD, QosClass.LSE, CpuMemory.of(request, request))
                .measured("a", PriorityClass.PROD, ResourceUsage.of(usage, usage))
                .measured("c", PriorityClass.PROD, ResourceUsage.of(usage, usage));
        scenario.capacity = CpuMemory.of(capacityCpu, capacityMemory);
        scenario.allocatable = CpuMemory.of(capacityMemory, capacityCpu);
        scenario.system = ResourceUsage.of(system, system);

        assertThat(atMost(scenario.offer(), scenario.capacity)).isTrue();
    }
}
