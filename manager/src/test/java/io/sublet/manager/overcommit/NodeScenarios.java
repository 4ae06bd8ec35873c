package io.sublet.manager.overcommit;

import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Nodes of all kinds for properties, and what is said of them. */
class NodeScenarios extends DomainContextBase {
    private static final CpuMemory MACHINE = NodeScenario.amount(100, 120);

    /** One pod and what was measured of it. */
    private record Measured(int number, PriorityClass priority, QosClass qos, CpuMemory request, ResourceUsage usage) {}

    /** What rules a node. */
    private record Policy(long percent, String calculate, String mid, long midPercent) {
        String json() {
            return """
                    {"enable":true,"cpuReclaimThresholdPercent":%1$d,"memoryReclaimThresholdPercent":%1$d,
                     "cpuCalculatePolicy":"%2$s","memoryCalculatePolicy":"%2$s","midReclaimMode":"%3$s",
                     "midCPUThresholdPercent":%4$d,"midUnallocatedPercent":%4$d,"midStaticCPUReservedPercent":%4$d}""".formatted(percent, calculate, mid, midPercent);
        }
    }

    /** Sums of what there is: kubelet's reservation, zones. */
    private record Shape(long kubelet, int zones, boolean whole) {}

    @Provide
    Arbitrary<NodeScenario> scenarios() {
        Arbitrary<List<Measured>> pods = measured().list().ofMaxSize(8);
        Arbitrary<Policy> policies = Combinators.combine(
                        Arbitraries.longs().between(0, 200),
                        Arbitraries.of("usage", "request", "maxUsageRequest"),
                        Arbitraries.of("", "static"),
                        Arbitraries.longs().between(0, 100))
                .as(Policy::new);
        Arbitrary<Shape> shapes = Combinators.combine(
                        Arbitraries.longs().between(0, 40_000),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(true, false))
                .as(Shape::new);
        return Combinators.combine(pods, policies, shapes, believable(), believable(), believable())
                .as((list, policy, shape, system, nodeUsage, reclaimable) -> {
                    NodeScenario scenario = new NodeScenario().config(policy.json());
                    list.forEach(pod -> add(scenario, pod));
                    shape(scenario, shape);
                    scenario.system = system;
                    scenario.nodeUsage = nodeUsage;
                    scenario.reclaimable = reclaimable;
                    return scenario;
                });
    }

    private static void shape(NodeScenario scenario, Shape shape) {
        scenario.allocatable = MACHINE.minus(CpuMemory.of(shape.kubelet, shape.kubelet * 1000));
        CpuMemory[] zones = new CpuMemory[shape.zones];
        for (int zone = 0; zone < shape.zones; zone++) {
            long cpu = MACHINE.cpu().value() / shape.zones;
            long memory = MACHINE.memory().value() / shape.zones;
            zones[zone] =
                    CpuMemory.of(shape.whole ? cpu : cpu / (zone + 2), shape.whole ? memory : memory / (zone + 2));
        }
        if (shape.zones > 0) {
            scenario.zones(zones);
        }
    }

    private static void add(NodeScenario scenario, Measured pod) {
        String name = "pod-" + pod.number + "-" + scenario.pods.size();
        if (pod.number % 7 != 0) {
            scenario.podOn(name, pod.priority, pod.qos, pod.request, pod.number % 4);
        }
        if (pod.number % 5 != 0) {
            scenario.measured(name, pod.priority, pod.usage);
        }
    }

    private static Arbitrary<Measured> measured() {
        Arbitrary<CpuMemory> requests = Combinators.combine(
                        Arbitraries.longs().between(0, 200_000),
                        Arbitraries.longs().between(0, 200 * NodeScenario.G))
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
                        Arbitraries.longs().between(0, 120 * NodeScenario.G))
                .as(ResourceUsage::of);
    }

    @Provide
    Arbitrary<CpuMemory> amounts() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 60_000),
                        Arbitraries.longs().between(0, 60 * NodeScenario.G))
                .as(CpuMemory::of);
    }

    @Provide
    Arbitrary<ExtendedAmounts> published() {
        return Combinators.combine(amounts(), amounts())
                .as((batch, mid) -> new ExtendedAmounts(
                        new NormalizedCpu(batch.cpu().value()), batch.memory(), mid.cpu(), mid.memory()));
    }

    /** Anything an agent gone wrong may say. */
    static Arbitrary<ResourceUsage> absurd() {
        Arbitrary<Reading<MilliCpu>> cpu = Arbitraries.oneOf(
                Arbitraries.just(Reading.missing("gone")),
                Arbitraries.longs().lessOrEqual(-1).map(value -> Reading.of(new MilliCpu(value))),
                Arbitraries.longs().greaterOrEqual(150_001).map(value -> Reading.of(new MilliCpu(value))));
        Arbitrary<Reading<Bytes>> memory = Arbitraries.oneOf(
                Arbitraries.just(Reading.missing("gone")),
                Arbitraries.longs().lessOrEqual(-1).map(value -> Reading.of(new Bytes(value))),
                Arbitraries.longs().greaterOrEqual(181 * NodeScenario.G).map(value -> Reading.of(new Bytes(value))));
        return Combinators.combine(cpu, memory).as(ResourceUsage::new);
    }

    static Arbitrary<Duration> otherTimes() {
        return Arbitraries.oneOf(
                        Arbitraries.longs().between(901, 10_000_000),
                        Arbitraries.longs().between(-10_000_000, -61))
                .map(Duration::ofSeconds);
    }

    /** Back by anything, or forward by less than a hold. */
    static Arbitrary<Duration> jumps() {
        return Arbitraries.longs().between(-10_000_000, 299).map(Duration::ofSeconds);
    }
}
