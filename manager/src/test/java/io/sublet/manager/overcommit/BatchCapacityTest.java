package io.sublet.manager.overcommit;

import static io.sublet.manager.overcommit.NodeScenario.NOW;
import static io.sublet.manager.overcommit.NodeScenario.amount;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.NodeStrategy;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.ReasonCode;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.Annotations;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BatchCapacityTest {
    private static final String MEMORY_BY_REQUEST = """
            {"enable":true,"cpuReclaimThresholdPercent":70,"memoryReclaimThresholdPercent":80,
             "memoryCalculatePolicy":"request"%s}""";
    private static final String OVER_CAPACITY = """
            {"enable":true,"cpuReclaimThresholdPercent":150,"memoryReclaimThresholdPercent":120%s}""";
    private static final String LARGER_CPU = ",\"cpuCalculatePolicy\":\"maxUsageRequest\"";
    private static final String LARGER_BOTH =
            OVER_CAPACITY.formatted(LARGER_CPU + ",\"memoryCalculatePolicy\":\"request\"%s");

    /** Numbers that Koordinator's own batch tests expect for the same inputs. */
    static Stream<Arguments> golden() {
        return Stream.concat(reservations(), policies());
    }

    private static Stream<Arguments> reservations() {
        return Stream.of(
                row("B1 plain", 25_000, 33, NodeScenario.usual()),
                row("B2 empty reservation", 25_000, 33, NodeScenario.usual().reservation("{}")),
                row("B3 two reserved CPUs", 25_000, 33, reserved("\"reservedCPUs\":\"0-1\"")),
                row("B4 twenty reserved CPUs", 12_000, 33, reserved("\"reservedCPUs\":\"0-19\"")),
                row("B5 reserved quantity", 12_000, 33, reserved("\"resources\":{\"cpu\":\"20\"}")),
                row(
                        "B6 CPUs replace quantity",
                        22_000,
                        33,
                        reserved("\"resources\":{\"cpu\":\"20\"},\"reservedCPUs\":\"0-9\"")),
                row("B7 reserved memory", 25_000, 25, reserved("\"resources\":{\"memory\":\"20G\"}")),
                row("B8 less than the system uses", 25_000, 33, reserved("\"resources\":{\"memory\":\"5G\"}")),
                row("B9 both, less", 25_000, 33, reserved("\"resources\":{\"cpu\":2,\"memory\":\"5G\"}")),
                row("B10 both, more", 22_000, 25, reserved("\"resources\":{\"cpu\":10,\"memory\":\"20G\"}")),
                row(
                        "B11 memory and CPUs",
                        22_000,
                        25,
                        reserved("\"resources\":{\"memory\":\"20G\"},\"reservedCPUs\":\"0-9\"")),
                row(
                        "B12 the kubelet reserves more",
                        22_000,
                        25,
                        reserved("\"resources\":{\"cpu\":2,\"memory\":\"5G\"}").kubeletReserves(10, 20)));
    }

    private static Stream<Arguments> policies() {
        return Stream.of(
                row("B13 memory by request", 30_000, 36, with(MEMORY_BY_REQUEST.formatted(""))),
                row(
                        "B14 and annotation",
                        30_000,
                        31,
                        with(MEMORY_BY_REQUEST.formatted("")).reservation("{\"resources\":{\"memory\":\"5G\"}}")),
                row(
                        "B15 and kubelet",
                        27_000,
                        16,
                        with(MEMORY_BY_REQUEST.formatted(""))
                                .reservation("{\"resources\":{\"memory\":\"5G\"}}")
                                .kubeletReserves(10, 20)),
                row(
                        "B16 larger annotation",
                        30_000,
                        26,
                        with(MEMORY_BY_REQUEST.formatted("")).reservation("{\"resources\":{\"memory\":\"10G\"}}")),
                row("B17 CPU by the larger", 21_000, 36, with(MEMORY_BY_REQUEST.formatted(LARGER_CPU))),
                row("B18 over capacity", 101_000, 84, with(LARGER_BOTH.formatted(""))),
                row("B19 CPU cap", 100_000, 84, with(LARGER_BOTH.formatted(",\"batchCPUThresholdPercent\":100"))),
                row("B20 memory cap", 101_000, 84, with(LARGER_BOTH.formatted(",\"batchMemoryThresholdPercent\":100"))),
                row(
                        "B21 memory by the larger",
                        110_000,
                        72,
                        with(OVER_CAPACITY.formatted(",\"memoryCalculatePolicy\":\"maxUsageRequest\""))),
                row(
                        "B22 both caps",
                        100_000,
                        72,
                        with(OVER_CAPACITY.formatted(",\"memoryCalculatePolicy\":\"maxUsageRequest\","
                                + "\"batchCPUThresholdPercent\":100,\"batchMemoryThresholdPercent\":100"))),
                row("B23 prod host application", 25_000, 33, hostApplication(PriorityClass.PROD)),
                row("B24 mid host application", 25_000, 33, hostApplication(PriorityClass.MID)),
                row("B25 batch host application", 28_000, 39, hostApplication(PriorityClass.BATCH)),
                row("B26 mid pods count", 25_000, 33, fivePods(QosClass.LS)),
                row("B27 LSE counts its CPU request", 20_000, 33, fivePods(QosClass.LSE)),
                row("B28 unmeasured and unknown pods", 35_000, 43, unmeasured()));
    }

    private static Arguments row(String name, long milliCpu, long gigabytes, NodeScenario scenario) {
        return Arguments.of(name, scenario, CpuMemory.of(milliCpu, gigabytes * NodeScenario.G));
    }

    private static NodeScenario reserved(String fields) {
        return NodeScenario.usual().reservation("{" + fields + "}");
    }

    private static NodeScenario with(String config) {
        return NodeScenario.usual().config(config);
    }

    private static NodeScenario hostApplication(PriorityClass priority) {
        NodeScenario scenario = NodeScenario.usual().hostApplication(priority, 3, 6);
        scenario.system = NodeScenario.usage(4, 6);
        return scenario;
    }

    private static NodeScenario fivePods(QosClass first) {
        return new NodeScenario()
                .pod("a", PriorityClass.PROD, first, amount(10, 10))
                .measured("a", PriorityClass.PROD, 5, 5)
                .pod("b", PriorityClass.PROD, QosClass.LS, amount(10, 10))
                .measured("b", PriorityClass.PROD, 6, 6)
                .pod("c", PriorityClass.BATCH, QosClass.BE, amount(10, 10))
                .measured("c", PriorityClass.BATCH, 10, 10)
                .pod("d", PriorityClass.MID, QosClass.BE, amount(20, 40))
                .measured("d", PriorityClass.MID, 22, 22);
    }

    private static NodeScenario unmeasured() {
        NodeScenario scenario = new NodeScenario()
                .pod("a", PriorityClass.PROD, QosClass.LS, amount(10, 10))
                .measured("a", PriorityClass.PROD, 5, 5)
                .pod("b", PriorityClass.PROD, QosClass.LS, amount(10, 10))
                .measured("gone", PriorityClass.PROD, 10, 10);
        scenario.system = NodeScenario.usage(5, 10);
        return scenario;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("golden")
    void offersWhatTheProtocolSays(String name, NodeScenario scenario, CpuMemory expected) {
        assertThat(scenario.batch()).as(name).isEqualTo(expected);
    }

    /** As koord-manager does: the margin of 22 cores is 7,699 milli-CPUs, and a cap of 29 % of 100 cores 28,999. */
    @ParameterizedTest
    @CsvSource({"22, 65, , 14301", "22, 65, 35, 7699", "100, 71, , 71001", "100, 100, 29, 28999", "100, 150, , 150000"})
    void sharesAreReckonedInBinaryFloatingPoint(long cores, int threshold, @Nullable Integer cap, long expected) {
        NodeScenario scenario = new NodeScenario()
                .config("{\"enable\":true,\"cpuReclaimThresholdPercent\":" + threshold
                        + (cap == null ? "" : ",\"batchCPUThresholdPercent\":" + cap) + "}");
        scenario.capacity = amount(cores, 120);
        scenario.allocatable = amount(cores, 120);
        scenario.system = NodeScenario.usage(0, 0);
        scenario.nodeUsage = NodeScenario.usage(0, 0);

        assertThat(scenario.batch().cpu().value()).isEqualTo(expected);
    }

    @Test
    void countsAnUnmeasuredPodUnderTheLargerPolicyToo() {
        NodeScenario scenario = unmeasured().config("""
                {"enable":true,"cpuReclaimThresholdPercent":65,"memoryReclaimThresholdPercent":65,
                 "cpuCalculatePolicy":"maxUsageRequest","memoryCalculatePolicy":"maxUsageRequest"}""");

        assertThat(scenario.batch()).isEqualTo(CpuMemory.of(30_000, 38 * NodeScenario.G));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        OvercommitReason.StaleReport,
                        s -> s.updateTime = Reading.of(NOW.minus(Duration.ofSeconds(901)))),
                refusal(
                        OvercommitReason.ReportFromFuture,
                        s -> s.updateTime = Reading.of(NOW.plus(Duration.ofSeconds(61)))),
                refusal(OvercommitReason.NoReport, s -> s.updateTime = Reading.missing("no updateTime")),
                refusal(OvercommitReason.MissingSystemUsage, s -> s.system = ResourceUsage.missing("not reported")),
                refusal(
                        OvercommitReason.MissingSystemUsage,
                        s -> s.system =
                                new ResourceUsage(Reading.of(new MilliCpu(7000)), Reading.missing("not reported"))),
                refusal(
                        OvercommitReason.MissingSystemUsage,
                        s -> s.system = new ResourceUsage(Reading.of(new MilliCpu(-1)), Reading.of(new Bytes(1)))),
                refusal(OvercommitReason.AbsurdUsage, s -> s.system = NodeScenario.usage(151, 1)),
                refusal(OvercommitReason.AbsurdUsage, s -> s.measured("x", PriorityClass.PROD, 1, 1_000_000_000)),
                refusal(OvercommitReason.AbsurdCapacity, s -> s.capacity = CpuMemory.of(Long.MAX_VALUE, 1)),
                refusal(OvercommitReason.AbsurdCapacity, s -> {
                    s.capacity = CpuMemory.ZERO;
                    s.allocatable = CpuMemory.ZERO;
                }),
                refusal(
                        OvercommitReason.InvalidNodeAnnotation,
                        s -> s.reservation("{\"resources\":{\"cpu\":\"lots\"}}")),
                refusal(
                        OvercommitReason.InvalidNodeAnnotation,
                        s -> s.annotations.put(ThirdPartyAllocations.KEY, "[]")),
                refusal(
                        OvercommitReason.InvalidNodeAnnotation,
                        s -> s.annotations.put(Annotations.RAW_ALLOCATABLE, "much")),
                refusal(
                        OvercommitReason.InvalidNodeOverride,
                        s -> s.labels.put("node.koordinator.sh/cpu-reclaim-ratio", "much")),
                refusal(OvercommitReason.ColocationDisabled, s -> s.config("{}")));
    }

    private static Arguments refusal(OvercommitReason code, java.util.function.Consumer<NodeScenario> fault) {
        NodeScenario scenario = NodeScenario.usual();
        fault.accept(scenario);
        return Arguments.of(code, scenario);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void offersNothingWithoutTrustworthyInput(OvercommitReason code, NodeScenario scenario) {
        assertThat(codeOf(scenario.offer())).contains(code);
    }

    @Test
    void staysWithinTheDegradeTimeToTheSecond() {
        NodeScenario scenario = NodeScenario.usual();
        scenario.updateTime = Reading.of(NOW.minus(Duration.ofMinutes(15)));

        assertThat(scenario.batch()).isEqualTo(CpuMemory.of(25_000, 33 * NodeScenario.G));
    }

    @Test
    void mayOnlyFallWithoutTheUsageOfAnOnlinePod() {
        NodeScenario scenario =
                NodeScenario.usual().measured("d", PriorityClass.PROD, ResourceUsage.missing("memory: gone"));

        assertThat(scenario.offer())
                .isInstanceOfSatisfying(
                        NodeOffer.Offered.class,
                        offered -> assertThat(offered.mayOnlyFall())
                                .hasValueSatisfying(reason ->
                                        assertThat(reason.code()).isEqualTo(OvercommitReason.MissingPodUsage)));
    }

    @Test
    void doesNotMindMissingUsageOfABatchPod() {
        NodeScenario scenario = NodeScenario.usual().measured("d", PriorityClass.BATCH, ResourceUsage.missing("gone"));

        assertThat(scenario.batch()).isEqualTo(CpuMemory.of(25_000, 33 * NodeScenario.G));
    }

    @Test
    void keepsWhatIsThereWithoutAnyConfigurationUntilTheReportIsStaleByDefault() {
        NodeScenario scenario = NodeScenario.usual();
        NodeStrategy none = new NodeStrategy.Unavailable();

        assertThat(offer(scenario, scenario.report(), none, NOW)).isInstanceOf(NodeOffer.Unknown.class);
        assertThat(codeOf(offer(scenario, scenario.report(), none, NOW.plus(Duration.ofMinutes(16)))))
                .contains(OvercommitReason.StaleReport);
        assertThat(codeOf(offer(scenario, NodeUsageReport.none("no NodeMetric"), none, NOW)))
                .contains(OvercommitReason.NoReport);
    }

    private static NodeOffer offer(NodeScenario scenario, NodeUsageReport report, NodeStrategy strategy, Instant now) {
        return NodeCapacity.offer(
                new NodeSituation(scenario.node(), scenario.pods, report, strategy, scenario.ratios, scenario.topology),
                now);
    }

    private static Optional<ReasonCode> codeOf(NodeOffer offer) {
        return switch (offer) {
            case NodeOffer.Refused(var reason) -> Optional.of(reason.code());
            case NodeOffer.Unknown(var reason, var check) -> Optional.of(reason.code());
            case NodeOffer.Offered offered -> Optional.empty();
        };
    }

    /** A kubelet that reserves 10 cores of 100, on a node that is shown one and a half times as large. */
    @Test
    void seesTheKubeletsReservationThroughAmplification() {
        NodeScenario amplified = NodeScenario.usual();
        amplified.allocatable = amount(135, 120);
        amplified.annotations.put(Annotations.RAW_ALLOCATABLE, "{\"cpu\":\"90\",\"memory\":\"120G\"}");

        assertThat(amplified.batch())
                .isEqualTo(NodeScenario.usual().kubeletReserves(10, 0).batch());
    }

    @Test
    void ofAllocatableAndItsNoteTheLowerCounts() {
        NodeScenario outdated = NodeScenario.usual().kubeletReserves(10, 0);
        outdated.annotations.put(Annotations.RAW_ALLOCATABLE, "{\"cpu\":\"100\"}");

        assertThat(outdated.batch())
                .isEqualTo(NodeScenario.usual().kubeletReserves(10, 0).batch());
    }

    @Test
    void ofTwoEntriesForOnePodTheLargerOfEachResourceCounts() {
        NodeScenario moreMemory = NodeScenario.usual().measured("a", PriorityClass.PROD, 10, 21);
        NodeScenario moreCpuToo = NodeScenario.usual().measured("a", PriorityClass.PROD, 12, 21);

        assertThat(moreMemory.batch()).isEqualTo(NodeScenario.amount(25, 23));
        assertThat(moreCpuToo.batch()).isEqualTo(NodeScenario.amount(24, 23));
    }

    @Test
    void ofTwoEntriesForOnePodTheHigherClassCountsInEitherOrder() {
        NodeScenario midFirst = NodeScenario.usual()
                .measured("gone", PriorityClass.MID, 3, 3)
                .measured("gone", PriorityClass.PROD, 3, 3);
        NodeScenario prodFirst = NodeScenario.usual()
                .measured("gone", PriorityClass.PROD, 3, 3)
                .measured("gone", PriorityClass.MID, 3, 3);

        assertThat(midFirst.offer()).isEqualTo(prodFirst.offer());
    }
}
