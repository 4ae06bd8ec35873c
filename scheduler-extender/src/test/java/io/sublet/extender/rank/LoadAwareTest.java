package io.sublet.extender.rank;

import static io.sublet.extender.rank.Nodes.NOW;
import static io.sublet.extender.rank.Pods.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.LoadPolicy.StaleReports;
import io.sublet.extender.rank.LoadPolicy.Weights;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import io.sublet.protocol.UsageThresholds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LoadAwareTest {
    /** 70 % of 8 GiB and of 32 GiB, rounded. */
    private static final long EST_8_GIB = 6_012_954_214L;

    private static final long EST_32_GIB = 24_051_816_858L;

    static Stream<Arguments> scores() {
        PodShape none = Pods.burstable(ResourceAmounts.NONE, ResourceAmounts.NONE);
        PodShape limitOnly = Pods.burstable(Pods.amounts(8000, 16 * GIB), Pods.amounts(16_000, 32 * GIB));
        return Stream.of(
                Arguments.of("idle node", idle(), Pods.guaranteed(16, 32), 90),
                Arguments.of(
                        "usage and a pod just assigned",
                        Nodes.node("n", 96, 512)
                                .using(32_000, 10 * GIB)
                                .running(Nodes.assigned("new", 13_600, EST_32_GIB, Duration.ZERO)),
                        Pods.guaranteed(16, 32),
                        63),
                Arguments.of("batch pod", idle(), Pods.batch(16_000, 32 * GIB), 90),
                Arguments.of("estimates from limits", idle(), limitOnly, 90),
                Arguments.of("pod without resources", idle(), none, 99),
                Arguments.of("node without metric", Nodes.node("n", 96, 512), none, 0),
                Arguments.of("pods in and before the window", inAndBeforeTheWindow(), Pods.guaranteed(4, 8), 34));
    }

    /** A pod that the window may not contain, and an old one that no report has. */
    private static Nodes.Builder inAndBeforeTheWindow() {
        return Nodes.node("n", 32, 128)
                .reporting(Nodes.report(ResourceUsage.of(18_000, 60 * GIB), Nodes.usage("p2", 500, GIB)))
                .running(
                        Nodes.assigned("p2", 3400, EST_8_GIB, Duration.ofSeconds(30)),
                        Nodes.assigned("p3", 250, 200L << 20, Duration.ofHours(1)));
    }

    private static Nodes.Builder idle() {
        return Nodes.node("n", 96, 512).using(0, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scores")
    void scoresTheFreeShareWithThePodOnTheNode(String name, Nodes.Builder node, PodShape pod, int expected) {
        assertThat(score(LoadPolicy.DEFAULT, node, pod)).isEqualTo(expected);
    }

    @Test
    void theScarcestResourceCanDecideAlone() {
        assertThat(score(weights(0, 0, 10), idle(), Pods.guaranteed(16, 32))).isEqualTo(85);
    }

    /** 24,550 of 32,000 milli-CPU and 70.4 of 128 GiB with the pod. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0, 23", "0, 1, 0, 45", "1, 1, 0, 34", "0, 0, 1, 23", "1, 1, 2, 28", "3, 1, 0, 28"})
    void resourcesCountByTheirWeightsAndTheScarcestBesideThem(int cpu, int memory, int scarcest, int expected) {
        assertThat(score(weights(cpu, memory, scarcest), inAndBeforeTheWindow(), Pods.guaranteed(4, 8)))
                .isEqualTo(expected);
    }

    /** The same in percent of use. */
    @ParameterizedTest
    @CsvSource({"77, 55, true", "76, 0, false", "0, 54, false", "77, 54, false"})
    void aThresholdThatIsJustReachedIsNotPassed(int cpu, int memory, boolean passes) {
        String thresholds = "{\"usageThresholds\":{\"cpu\":%d,\"memory\":%d}}".formatted(cpu, memory);

        assertThat(
                        judge(LoadPolicy.DEFAULT, inAndBeforeTheWindow().saying(thresholds), Pods.guaranteed(4, 8))
                                instanceof NodeVerdict.Pass)
                .isEqualTo(passes);
    }

    @Test
    void withoutWeightsNothingIsScored() {
        assertThat(score(weights(0, 0, 0), idle(), Pods.guaranteed(1, 1))).isZero();
    }

    @Test
    void anExpiredReportScoresAsNone() {
        Nodes.Builder node = Nodes.node("n", 96, 512)
                .reporting(Nodes.report(NOW.minusSeconds(180), ResourceUsage.of(0, 0), List.of()));

        assertThat(score(LoadPolicy.DEFAULT, node, Pods.guaranteed(1, 1))).isZero();
        assertThat(score(unmetered(50), node, Pods.guaranteed(1, 1))).isEqualTo(50);
    }

    @Test
    void softLoadLowersTheScore() {
        assertThat(score(LoadPolicy.DEFAULT, idle(), Pods.guaranteed(16, 32), LoadVector.of(48_000, 0)))
                .isEqualTo(65);
    }

    @Test
    void aMissingResourceIsNotFree() {
        ResourceUsage half = new ResourceUsage(Reading.missing("no counter"), Reading.of(new Bytes(0)));

        assertThat(score(
                        LoadPolicy.DEFAULT,
                        Nodes.node("n", 96, 512).reporting(Nodes.report(half)),
                        Pods.guaranteed(16, 32)))
                .isEqualTo(47);
    }

    @Test
    void anAbsurdReportIsNotFree() {
        assertThat(score(
                        LoadPolicy.DEFAULT,
                        Nodes.node("n", 96, 512).using(Long.MAX_VALUE, Long.MAX_VALUE),
                        Pods.guaranteed(1, 1)))
                .isZero();
    }

    @Test
    void refusesByTheNumbers() {
        assertThat(judge(LoadPolicy.DEFAULT, inAndBeforeTheWindow(), Pods.guaranteed(4, 8)))
                .isInstanceOfSatisfying(NodeVerdict.Refused.class, refused -> {
                    assertThat(refused.text()).isEqualTo("cpu usage 77 percent (with this pod) over threshold 65");
                    assertThat(refused.banded().text())
                            .isEqualTo("cpu usage 75-79 percent (with this pod) over threshold 65");
                    assertThat(refused.code()).isEqualTo(RefusalCode.CpuOverThreshold);
                });
    }

    @ParameterizedTest
    @CsvSource({"20959, true", "20960, false"})
    void roundsUsageToAPercentBeforeComparing(long used, boolean passes) {
        PodShape costsNothing = Pods.pod(PriorityClass.MID, ResourceAmounts.NONE, ResourceAmounts.NONE);

        assertThat(
                        judge(LoadPolicy.DEFAULT, Nodes.node("n", 32, 128).using(used, 0), costsNothing)
                                instanceof NodeVerdict.Pass)
                .isEqualTo(passes);
    }

    @Test
    void refusesOverTheMemoryThreshold() {
        assertThat(judge(LoadPolicy.DEFAULT, Nodes.node("n", 32, 100).using(0, 90 * GIB), Pods.guaranteed(1, 10)))
                .isInstanceOfSatisfying(
                        NodeVerdict.Refused.class,
                        refused -> assertThat(refused.text())
                                .isEqualTo("memory usage 97 percent (with this pod) over threshold 95"));
    }

    @Test
    void passesPodsOfDaemonSets() {
        assertThat(judge(LoadPolicy.DEFAULT, full(), Pods.daemon(Pods.guaranteed(1, 1))))
                .isEqualTo(NodeVerdict.PASS);
    }

    @Test
    void passesWhereThresholdsAreOffAndWhereThereIsNoMetric() {
        assertThat(judge(LoadPolicy.DEFAULT, full().saying("{\"usageThresholds\":{\"cpu\":0}}"), Pods.guaranteed(1, 1)))
                .isEqualTo(NodeVerdict.PASS);
        assertThat(judge(LoadPolicy.DEFAULT, Nodes.node("n", 32, 128), Pods.guaranteed(1, 1)))
                .isEqualTo(NodeVerdict.PASS);
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSE, 'usage report 180s old, expires at 180s'",
        "ALLOW, ''",
        "USE, 'cpu usage 103 percent (with this pod) over threshold 65'"
    })
    void aStaleReportDoesAsThePolicySays(StaleReports stale, String text) {
        LoadPolicy policy =
                new LoadPolicy(Duration.ofMinutes(3), stale, Weights.of(1, 1, 0), 0, false, false, Optional.empty());
        Nodes.Builder node = Nodes.node("n", 32, 128)
                .reporting(Nodes.report(NOW.minusSeconds(180), ResourceUsage.of(32_000, 0), List.of()));

        NodeVerdict verdict = judge(policy, node, Pods.guaranteed(1, 1));

        assertThat(verdict instanceof NodeVerdict.Refused refused ? refused.text() : "")
                .isEqualTo(text);
    }

    @Test
    void aMetricThatWasNeverFilledIsStale() {
        Nodes.Builder node = Nodes.node("n", 32, 128).reporting(NodeUsageReport.none("no status"));

        assertThat(judge(LoadPolicy.DEFAULT, node, Pods.guaranteed(1, 1))).isEqualTo(new NodeVerdict.NeverReported());
    }

    @Test
    void prodPodsAreJudgedByProdUsageWhereThereIsAThresholdForIt() {
        PodUsage prod = Nodes.usage("prod", 10_000, GIB);
        PodUsage batch =
                new PodUsage("default", "batch", PriorityClass.BATCH, QosClass.BE, ResourceUsage.of(20_000, GIB));
        Nodes.Builder node = Nodes.node("n", 32, 128)
                .saying("{\"prodUsageThresholds\":{\"cpu\":50}}")
                .reporting(Nodes.report(ResourceUsage.of(30_000, 2 * GIB), prod, batch))
                .running(Nodes.assigned("prod", 8000, GIB, Duration.ofHours(1)));

        assertThat(judge(LoadPolicy.DEFAULT, node, Pods.guaranteed(4, 8))).isEqualTo(NodeVerdict.PASS);
        assertThat(judge(LoadPolicy.DEFAULT, node, Pods.guaranteed(16, 8)))
                .isInstanceOfSatisfying(
                        NodeVerdict.Refused.class,
                        refused -> assertThat(refused.text())
                                .isEqualTo("prod cpu usage 74 percent (with this pod) over threshold 50"));
        assertThat(judge(LoadPolicy.DEFAULT, node, Pods.batch(1000, GIB))).isInstanceOf(NodeVerdict.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"5, 3400", "0, 20500", "10, 20500"})
    void thePercentileOfAWindowThatIsNotReportedIsTheSumOfEstimates(int minutes, long expected) {
        WindowUsage tenMinutes =
                new WindowUsage(Duration.ofMinutes(10), Map.of(Aggregation.P95, ResourceUsage.of(20_000, GIB)));
        NodeUsageReport report =
                Nodes.report(NOW, ResourceUsage.of(1000, GIB), List.of(tenMinutes), Nodes.usage("p", 2900, GIB));
        NodeLoad load = NodeLoad.of(
                Nodes.of(report), List.of(Nodes.assigned("p", 3400, EST_8_GIB, Duration.ZERO)), LoadRules.DEFAULT);

        assertThat(load.aggregated(new UsageWindow(Aggregation.P95, Duration.ofMinutes(minutes)))
                        .at(LoadResources.CPU))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"110, 3400", "150, 3400", "165, 500"})
    void aPodIsPaddedUntilAReportIsOneIntervalYounger(long reportedAt, long expected) {
        NodeUsageReport report = Nodes.report(
                NOW.plusSeconds(reportedAt), ResourceUsage.of(500, 0), List.of(), Nodes.usage("p", 500, 0));
        AssignedPod pod = Nodes.assigned("p", 3400, 0, Duration.ofSeconds(-100));

        NodeLoad load = NodeLoad.of(Nodes.of(report), List.of(pod), LoadRules.DEFAULT);

        assertThat(load.average().at(LoadResources.CPU)).isEqualTo(expected);
    }

    @Test
    void otherResourcesAreJudgedWhereAReportHasThem() {
        PodShape pod = Pods.burstable(new ResourceAmounts(Map.of("example.com/disk", 10L)), ResourceAmounts.NONE);
        ResourceUsage withDisk = new ResourceUsage(
                Reading.of(new MilliCpu(1)), Reading.of(new Bytes(1)), Map.of("example.com/disk", 45L));

        assertThat(judgeDisk(withDisk, pod))
                .isInstanceOfSatisfying(
                        NodeVerdict.Refused.class,
                        refused -> assertThat(refused.text())
                                .isEqualTo("example.com/disk usage 55 percent (with this pod) over threshold 50"));
        assertThat(judgeDisk(ResourceUsage.of(1, 1), pod)).isEqualTo(NodeVerdict.PASS);
    }

    /** On a node with 100 of a resource with a threshold of 50 %. */
    private static NodeVerdict judgeDisk(ResourceUsage usage, PodShape pod) {
        LoadResources resources = LoadResources.with(List.of("example.com/disk"));
        LoadRules rules = new LoadRules(
                resources,
                LoadPolicy.DEFAULT,
                new Estimator(resources, Map.of("example.com/disk", new Percent(100)), false),
                PaddingTime.NONE,
                new UsageProfile(new Thresholds(LoadVector.of(0, 0, 50)), Thresholds.OFF, Optional.empty()),
                List.of(),
                ScoreScale.DEFAULT);
        NodeFacts facts = new NodeFacts(
                "n",
                Map.of(),
                NodeOffer.of(new ResourceAmounts(Map.of("cpu", 1000L, "memory", GIB, "example.com/disk", 100L))),
                UsageThresholds.NONE,
                false,
                List.of(),
                false);
        NodeRow row = NodeRow.of(facts, Optional.of(Nodes.of(Nodes.report(usage))), List.of(), rules);
        return new LoadAware()
                .judge(new Candidate(pod, rules.estimate(pod), NOW), ClusterSnapshot.of(rules, List.of(row)), 0);
    }

    private static Nodes.Builder full() {
        return Nodes.node("n", 32, 128).using(32_000, 128 * GIB);
    }

    private static LoadPolicy weights(int cpu, int memory, int scarcest) {
        return new LoadPolicy(
                Duration.ofMinutes(3),
                StaleReports.REFUSE,
                Weights.of(cpu, memory, scarcest),
                0,
                false,
                false,
                Optional.empty());
    }

    private static LoadPolicy unmetered(int score) {
        return new LoadPolicy(
                Duration.ofMinutes(3), StaleReports.REFUSE, Weights.of(1, 1, 0), score, false, false, Optional.empty());
    }

    private static int score(LoadPolicy policy, Nodes.Builder node, PodShape pod) {
        return score(policy, node, pod, LoadVector.ZERO);
    }

    private static int score(LoadPolicy policy, Nodes.Builder node, PodShape pod, LoadVector soft) {
        ClusterSnapshot snapshot = Nodes.snapshot(Nodes.rules(policy), node);
        return Ranking.of(new LoadAware()).score(candidate(pod), snapshot, 0, soft);
    }

    private static NodeVerdict judge(LoadPolicy policy, Nodes.Builder node, PodShape pod) {
        ClusterSnapshot snapshot = Nodes.snapshot(Nodes.rules(policy), node);
        return Ranking.of(new LoadAware()).judge(candidate(pod), snapshot, 0);
    }

    private static Candidate candidate(PodShape pod) {
        return new Candidate(pod, Estimator.DEFAULT.estimate(pod), NOW);
    }
}
