package io.sublet.extender.rank;

import static io.sublet.extender.rank.Nodes.NOW;
import static io.sublet.extender.rank.Pods.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.LoadPolicy.StaleReports;
import io.sublet.extender.rank.LoadPolicy.Weights;
import io.sublet.extender.rank.UsageProfile.Aggregated;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import io.sublet.protocol.LoadEstimation;
import io.sublet.protocol.ResourceNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Input and expected output of Koordinator's tests (v1.8) of what its plugin LoadAwareScheduling refuses and scores, on a node of
 * 96 CPUs and 512 GiB. Where the peer leaves the usage of a node out, it is 0 here: what is not known counts otherwise.
 */
class KoordinatorLoadTest {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final UsageWindow P95 = new UsageWindow(Aggregation.P95, FIVE_MINUTES);
    private static final PodShape ASKS_NOTHING = Pods.burstable(ResourceAmounts.NONE, ResourceAmounts.NONE);

    private static Nodes.Builder node() {
        return Nodes.node("n", 96, 512);
    }

    static ResourceUsage used(long cpus, long gib) {
        return ResourceUsage.of(cpus * 1000, gib * GIB);
    }

    private static PodUsage prod(int number, long cpus, long gib) {
        return Nodes.usage("prod-pod-" + number, cpus * 1000, gib * GIB);
    }

    /** Reported without a class, as prod is by default. */
    private static PodUsage unclassed(int number, long cpus, long gib) {
        return new PodUsage(
                "default",
                "prod-pod-" + number,
                PriorityClass.NONE,
                QosClass.LS,
                ResourceUsage.of(cpus * 1000, gib * GIB));
    }

    /** Ten seconds old. */
    private static AssignedPod running(String name, PriorityClass priority, PodResources resources) {
        return new AssignedPod(
                new PodRef("default", name, "uid-" + name),
                priority,
                resources,
                LoadEstimation.NONE,
                NOW.minusSeconds(10),
                Optional.empty(),
                0);
    }

    private static AssignedPod asksNothing(int number) {
        return running("prod-pod-" + number, PriorityClass.PROD, PodResources.NONE);
    }

    private static PodResources asking(long cpus, long gib) {
        return new PodResources(Pods.amounts(cpus * 1000, gib * GIB), ResourceAmounts.NONE);
    }

    private static PodResources askingMid(long milliCpu, long gib) {
        return new PodResources(
                new ResourceAmounts(Map.of(ResourceNames.MID_CPU, milliCpu, ResourceNames.MID_MEMORY, gib * GIB)),
                ResourceAmounts.NONE);
    }

    private static PodShape prodPod(long cpus, long gib) {
        return Pods.pod(PriorityClass.PROD, asking(cpus, gib).requests(), ResourceAmounts.NONE);
    }

    private static PodShape midPod(long milliCpu, long gib) {
        return Pods.pod(PriorityClass.MID, askingMid(milliCpu, gib).requests(), ResourceAmounts.NONE);
    }

    private static UsageProfile thresholds(long cpu, long memory, long prodCpu, long prodMemory) {
        return new UsageProfile(Thresholds.of(cpu, memory), Thresholds.of(prodCpu, prodMemory), Optional.empty());
    }

    private static NodeUsageReport withP95(ResourceUsage average, ResourceUsage p95) {
        return Nodes.report(NOW, average, List.of(new WindowUsage(FIVE_MINUTES, Map.of(Aggregation.P95, p95))));
    }

    static Stream<Arguments> refusals() {
        UsageProfile defaults = UsageProfile.DEFAULT;
        UsageProfile p95 = new UsageProfile(
                defaults.usage(), Thresholds.OFF, Optional.of(new Aggregated(Thresholds.of(60, 0), P95)));
        NodeUsageReport twoProd = Nodes.report(NOW, used(63, 500), List.of(), prod(1, 30, 200), prod(2, 33, 300));
        PodShape prodThird = ASKS_NOTHING;
        return Stream.of(
                Arguments.of("normal usage", defaults, node().reporting(Nodes.report(used(60, 256))), ASKS_NOTHING, ""),
                Arguments.of("no report", defaults, node(), ASKS_NOTHING, ""),
                Arguments.of("cpu", defaults, node().reporting(Nodes.report(used(70, 256))), ASKS_NOTHING, "cpu"),
                Arguments.of(
                        "p95 of cpu",
                        p95,
                        node().reporting(withP95(used(30, 100), used(70, 256))),
                        ASKS_NOTHING,
                        "aggregated cpu"),
                Arguments.of("memory", defaults, node().reporting(Nodes.report(used(30, 500))), ASKS_NOTHING, "memory"),
                Arguments.of(
                        "memory by the node's threshold",
                        defaults,
                        node().saying("{\"usageThresholds\":{\"memory\":60}}").reporting(Nodes.report(used(30, 316))),
                        ASKS_NOTHING,
                        "memory"),
                Arguments.of(
                        "p95 of cpu by the node's threshold",
                        defaults,
                        node().saying("{\"aggregatedUsage\":{\"usageThresholds\":{\"cpu\":60},"
                                        + "\"usageAggregationType\":\"p95\",\"usageAggregatedDuration\":\"5m0s\"}}")
                                .reporting(withP95(used(30, 100), used(70, 256))),
                        ASKS_NOTHING,
                        "aggregated cpu"),
                Arguments.of(
                        "a threshold of 0",
                        thresholds(0, 0, 0, 0),
                        node().reporting(Nodes.report(used(30, 500))),
                        ASKS_NOTHING,
                        ""),
                Arguments.of(
                        "no threshold for prod",
                        thresholds(100, 100, 0, 0),
                        node().reporting(twoProd).running(asksNothing(1), asksNothing(2)),
                        ASKS_NOTHING,
                        ""),
                Arguments.of(
                        "cpu of prod",
                        thresholds(100, 100, 50, 100),
                        node().reporting(twoProd).running(asksNothing(1), asksNothing(2)),
                        prodThird,
                        "prod cpu"),
                Arguments.of(
                        "memory of prod",
                        thresholds(100, 100, 100, 50),
                        node().reporting(twoProd).running(asksNothing(1), asksNothing(2)),
                        prodThird,
                        "prod memory"),
                Arguments.of(
                        "memory of prod by the node's threshold",
                        thresholds(100, 100, 100, 100),
                        node().saying("{\"prodUsageThresholds\":{\"cpu\":100,\"memory\":50}}")
                                .reporting(twoProd)
                                .running(asksNothing(1), asksNothing(2)),
                        prodThird,
                        "prod memory"),
                Arguments.of(
                        "a DaemonSet",
                        defaults,
                        node().reporting(Nodes.report(used(70, 256))),
                        Pods.daemon(ASKS_NOTHING),
                        ""),
                Arguments.of(
                        "cpu of prod with what the pod asks for",
                        thresholds(65, 100, 60, 100),
                        node().reporting(Nodes.report(used(53, 500), prod(1, 30, 100), prod(2, 23, 200)))
                                .running(asksNothing(1), asksNothing(2)),
                        prodPod(20, 100),
                        "prod cpu"),
                Arguments.of(
                        "cpu with what a mid pod asks for",
                        thresholds(65, 100, 60, 100),
                        node().reporting(Nodes.report(used(53, 300), prod(1, 30, 100), unclassed(2, 23, 200)))
                                .running(asksNothing(1), asksNothing(2)),
                        midPod(12_000, 100),
                        "cpu"),
                Arguments.of(
                        "memory of prod with what the pod asks for",
                        thresholds(65, 85, 60, 80),
                        node().reporting(Nodes.report(used(53, 300), prod(1, 30, 100), prod(2, 23, 200)))
                                .running(asksNothing(1), asksNothing(2)),
                        prodPod(1, 165),
                        "prod memory"),
                Arguments.of(
                        "memory with what a mid pod asks for",
                        thresholds(65, 85, 60, 80),
                        node().reporting(Nodes.report(used(53, 300), prod(1, 30, 100), unclassed(2, 23, 200)))
                                .running(asksNothing(1), asksNothing(2)),
                        midPod(1000, 200),
                        "memory"),
                Arguments.of(
                        "memory of prod with a pod that no report has",
                        thresholds(65, 85, 60, 70),
                        node().reporting(Nodes.report(used(53, 300), prod(1, 30, 100)))
                                .running(asksNothing(1), running("prod-pod-2", PriorityClass.PROD, asking(1, 200))),
                        prodPod(1, 200),
                        "prod memory"),
                Arguments.of(
                        "cpu with a mid pod that no report has",
                        thresholds(65, 85, 60, 70),
                        node().reporting(Nodes.report(used(33, 110), prod(1, 30, 100)))
                                .running(
                                        asksNothing(1),
                                        running("mid-pod-2", PriorityClass.MID, askingMid(20_000, 200))),
                        midPod(20_000, 200),
                        "cpu"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void refuses(String name, UsageProfile profile, Nodes.Builder node, PodShape pod, String expected) {
        LoadRules rules = rules(policy(StaleReports.USE, Weights.of(1, 1, 0), false, Optional.empty()), profile);

        NodeVerdict verdict = new LoadAware().judge(candidate(pod), Nodes.snapshot(rules, node), 0);

        assertThat(verdict instanceof NodeVerdict.Refused refused ? refused.text() : "")
                .startsWith(expected.isEmpty() ? "" : expected + " usage ")
                .matches(text -> expected.isEmpty() == text.isEmpty());
    }

    static Stream<Arguments> scores() {
        LoadPolicy defaults = LoadPolicy.DEFAULT;
        LoadPolicy p95 = policy(StaleReports.REFUSE, Weights.of(1, 1, 0), false, Optional.of(P95));
        Nodes.Builder loaded = node().using(32_000, 10 * GIB);
        PodShape pod = Pods.guaranteed(16, 32);
        PodResources like =
                new PodResources(pod.resources().requests(), pod.resources().limits());
        return Stream.of(
                Arguments.of(
                        "an expired report",
                        defaults,
                        node().reporting(Nodes.report(NOW.minusSeconds(180), used(0, 0), List.of())),
                        pod,
                        0),
                Arguments.of("an idle node", defaults, node().using(0, 0), pod, 90),
                Arguments.of("no report", defaults, node(), pod, 0),
                Arguments.of("a loaded node", defaults, loaded, pod, 72),
                Arguments.of("p95", p95, node().reporting(withP95(used(0, 0), used(32, 10))), pod, 72),
                Arguments.of("p95 that is not reported", p95, node().using(0, 0), pod, 90),
                Arguments.of(
                        "p95 that is not reported, and an old pod",
                        p95,
                        node().reporting(Nodes.report(used(0, 0), prod(1, 1, 1)))
                                .running(Nodes.assigned("prod-pod-1", like, Duration.ofMinutes(10))),
                        pod,
                        81),
                Arguments.of(
                        "a pod just assigned",
                        defaults,
                        node().using(32_000, 10 * GIB).running(Nodes.assigned("a", like, Duration.ZERO)),
                        pod,
                        63),
                Arguments.of(
                        "a pod assigned after the report",
                        defaults,
                        node().reporting(Nodes.report(NOW.minusSeconds(10), used(32, 10), List.of()))
                                .running(Nodes.assigned("a", like, Duration.ZERO)),
                        pod,
                        63),
                Arguments.of(
                        "a pod assigned shortly before the report",
                        defaults,
                        node().using(32_000, 10 * GIB).running(Nodes.assigned("a", like, Duration.ofSeconds(10))),
                        pod,
                        63),
                Arguments.of("a batch pod", defaults, node().using(0, 0), Pods.batch(16_000, 32 * GIB), 90),
                Arguments.of(
                        "by prod usage",
                        policy(StaleReports.REFUSE, Weights.of(1, 1, 0), true, Optional.empty()),
                        node().reporting(Nodes.report(used(0, 0), prod(1, 30, 100)))
                                .running(Nodes.assigned("prod-pod-1", like, Duration.ZERO)),
                        Pods.guaranteed(16_000, 32),
                        38),
                Arguments.of(
                        "a request below its limit",
                        defaults,
                        node().using(0, 0),
                        Pods.burstable(
                                Pods.amounts(8000, 16 * GIB), pod.resources().limits()),
                        90),
                Arguments.of(
                        "by the scarcest resource",
                        policy(StaleReports.REFUSE, Weights.of(0, 0, 10), false, Optional.empty()),
                        node().using(0, 0),
                        pod,
                        85),
                Arguments.of("a pod that asks for nothing", defaults, node().using(0, 0), ASKS_NOTHING, 99));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scores")
    void scores(String name, LoadPolicy policy, Nodes.Builder node, PodShape pod, int expected) {
        LoadRules rules = rules(policy, UsageProfile.DEFAULT);

        assertThat(new LoadAware().score(candidate(pod), Nodes.snapshot(rules, node), 0, LoadVector.ZERO))
                .isEqualTo(expected);
    }

    /** {@code PodAssignCache}: three prod and three mid pods of 4 CPUs and 8 GiB, of which half is expected. */
    @Test
    void addsUpWhatNoReportCovers() {
        LoadRules defaults = LoadRules.DEFAULT;
        LoadRules rules = new LoadRules(
                defaults.resources(),
                defaults.policy(),
                new Estimator(
                        LoadResources.CPU_MEMORY, Map.of("cpu", new Percent(50), "memory", new Percent(50)), false),
                defaults.padding(),
                defaults.profile(),
                defaults.groups(),
                defaults.scale());
        NodeUsageReport report = new NodeUsageReport(
                Reading.missing("never said"),
                used(70, 280),
                used(0, 0),
                List.of(),
                List.of(),
                List.of(
                        reported("prod-0", PriorityClass.PROD, 50, 200),
                        reported("prod-1", PriorityClass.PROD, 1, 6),
                        reported("prod-2", PriorityClass.PROD, 4, 2),
                        reported("prod-3", PriorityClass.MID, 3, 6),
                        reported("mid-1", PriorityClass.MID, 1, 6),
                        reported("mid-2", PriorityClass.MID, 4, 2),
                        reported("mid-3", PriorityClass.PROD, 3, 6)),
                List.of(),
                ResourceUsage.missing("no prediction"));

        NodeLoad load = NodeLoad.of(
                Nodes.of(report),
                List.of(
                        running("prod-1", PriorityClass.PROD, asking(4, 8)),
                        running("prod-2", PriorityClass.PROD, asking(4, 8)),
                        running("prod-3", PriorityClass.PROD, asking(4, 8)),
                        running("mid-1", PriorityClass.MID, askingMid(4000, 8)),
                        running("mid-2", PriorityClass.MID, askingMid(4000, 8)),
                        running("mid-3", PriorityClass.MID, askingMid(4000, 8))),
                rules);

        assertThat(load.average()).isEqualTo(LoadVector.of(72_000, 284 * GIB));
        assertThat(load.prod()).isEqualTo(LoadVector.of(8000, 14 * GIB));
        assertThat(load.aggregated(P95)).isEqualTo(LoadVector.of(12_000, 24 * GIB));
    }

    private static PodUsage reported(String name, PriorityClass priority, long cpus, long gib) {
        return new PodUsage("default", name, priority, QosClass.LS, used(cpus, gib));
    }

    private static Candidate candidate(PodShape pod) {
        return new Candidate(pod, Estimator.DEFAULT.estimate(pod), NOW);
    }

    private static LoadPolicy policy(
            StaleReports stale, Weights weights, boolean prodScoring, Optional<UsageWindow> window) {
        return new LoadPolicy(Duration.ofMinutes(3), stale, weights, 0, prodScoring, false, window);
    }

    private static LoadRules rules(LoadPolicy policy, UsageProfile profile) {
        LoadRules defaults = LoadRules.DEFAULT;
        return new LoadRules(
                defaults.resources(),
                policy,
                defaults.estimator(),
                defaults.padding(),
                profile,
                defaults.groups(),
                defaults.scale());
    }
}
