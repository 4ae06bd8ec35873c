package io.sublet.cli.fleet;

import static io.sublet.cli.fleet.Nodes.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.cli.fleet.NodeRow.State;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FleetSummaryTest {
    private static final long GIB = 1L << 30;

    private static NodeStanding standing(String name, String batch, Report report) {
        return NodeStanding.of(Nodes.node(name, "", batch), report);
    }

    private static Report report(Duration age, int cores) {
        return Report.of(Nodes.metric("n", NOW.minus(age), cores));
    }

    @Test
    void aNodeIsJudgedByItsReportAndItsOffer() {
        Report fresh = report(Duration.ofSeconds(60), 8);

        assertThat(state(Nodes.offers(6, 20), fresh)).isEqualTo(State.OFFERING);
        assertThat(state("", fresh)).isEqualTo(State.WITHHELD);
        assertThat(state(Nodes.offers(0, 0), fresh)).isEqualTo(State.WITHHELD);
        assertThat(state(Nodes.offers(6, 20), report(Duration.ofSeconds(61), 8)))
                .isEqualTo(State.STALE);
        assertThat(state(Nodes.offers(6, 20), Report.NONE)).isEqualTo(State.SILENT);
    }

    private static State state(String batch, Report report) {
        return NodeRow.of(standing("n", batch, report), NOW).state();
    }

    @Test
    void onlyMeasuredNodesCountForUsageAndAllForTheOffer() {
        FleetSummary fleet = FleetSummary.of(
                List.of(
                        standing("b", Nodes.offers(6, 20), report(Duration.ofSeconds(5), 8)),
                        standing("a", Nodes.offers(4, 10), report(Duration.ofMinutes(5), 16)),
                        standing("c", "", Report.NONE)),
                NOW);

        assertThat(fleet.rows()).extracting(NodeRow::name).containsExactly("a", "b", "c");
        assertThat(fleet.measured()).isEqualTo(1);
        assertThat(fleet.capacity()).isEqualTo(CpuMemory.of(16_000, 64 * GIB));
        assertThat(fleet.used()).isEqualTo(CpuMemory.of(8_000, 20 * GIB));
        assertThat(fleet.batch()).isEqualTo(CpuMemory.of(3_000, 2 * GIB));
        assertThat(fleet.withoutBatch()).isEqualTo(CpuMemory.of(5_000, 18 * GIB));
        assertThat(fleet.offered()).isEqualTo(CpuMemory.of(10_000, 30 * GIB));
    }

    /** One broken agent must not keep people from seeing all other nodes. */
    @Test
    void absurdReportsAndOffersEndAtTheLargestNumber() {
        String text = """
                {"spec":{},"status":{"updateTime":"%s","nodeMetric":{"nodeUsage":{"resources":{"cpu":"%s","memory":"9E"}}},
                  "podsMetric":[%s]}}""";
        String pod = """
                {"namespace":"jobs","name":"p%d","priority":"koord-batch","podUsage":{"resources":{"cpu":"%s","memory":"9E"}}}""";
        String pods = pod.formatted(1, "9P") + "," + pod.formatted(2, "9P") + "," + pod.formatted(3, "-5");
        Report absurd = Report.of(Json.parseObject(text.formatted(NOW, "9P", pods)));
        Report negative = Report.of(Json.parseObject(text.formatted(NOW, "-1", pods)));
        String offer = ",\"kubernetes.io/batch-cpu\":\"9E\",\"kubernetes.io/batch-memory\":\"9E\"";

        FleetSummary fleet = FleetSummary.of(
                List.of(
                        standing("a", offer, absurd),
                        standing("b", offer, absurd),
                        standing("c", "", negative),
                        standing("d", Nodes.offers(4, 10), report(Duration.ZERO, 8))),
                NOW);

        assertThat(fleet.rows()).extracting(NodeRow::isMeasured).containsExactly(true, true, false, true);
        assertThat(fleet.offered()).isEqualTo(CpuMemory.of(Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(fleet.batch()).isEqualTo(CpuMemory.of(Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(fleet.withoutBatch().memory().value()).isNotNegative();
        assertThat(fleet.rows().stream().flatMap(row -> row.online().toOptional().stream()))
                .allMatch(online -> online.equals(online.atLeastZero()));
    }

    @Test
    void suppressedIsWhatBestEffortMayUseLessThanIsOffered() {
        NodeStanding node = standing("n", Nodes.offers(6, 20), report(Duration.ZERO, 8));

        assertThat(suppressed(node, 2_500)).isEqualTo(Reading.of(new MilliCpu(3_500)));
        assertThat(suppressed(node, 9_000)).isEqualTo(Reading.of(MilliCpu.ZERO));
        assertThat(NodeRow.of(node, NOW).suppressed()).isEqualTo(Reading.missing("not asked"));
    }

    private static Reading<MilliCpu> suppressed(NodeStanding node, long limit) {
        AgentView agent = new AgentView(
                Reading.of("enforce"), Reading.of(new MilliCpu(limit)), Reading.missing(""), Reading.of(1L));
        return NodeRow.of(node.withAgent(Reading.of(agent)), NOW).suppressed();
    }

    @Test
    void theModeIsTheAgentsElseTheLabels() {
        NodeStanding labelled = NodeStanding.of(Nodes.node("n", "\"sublet.io/mode\":\"observe\"", ""), Report.NONE);
        AgentView agent =
                new AgentView(Reading.of("enforce"), Reading.missing(""), Reading.missing(""), Reading.missing(""));

        assertThat(NodeRow.of(labelled, NOW).mode()).isEqualTo(Reading.of("observe"));
        assertThat(NodeRow.of(labelled.withAgent(Reading.of(agent)), NOW).mode())
                .isEqualTo(Reading.of("enforce"));
    }

    @Test
    void anOfferIsShownInTheNodesOwnCpus() {
        NodeStanding fast = NodeStanding.of(Json.parseObject("""
                        {"metadata":{"name":"n","annotations":{"node.koordinator.sh/cpu-normalization-ratio":"1.50"}},
                         "status":{"allocatable":{"kubernetes.io/batch-cpu":"6k"}}}"""), Report.NONE);

        assertThat(fast.offered()).isEqualTo(Optional.of(CpuMemory.of(4_000, 0)));
        assertThat(fast.capacity()).isEqualTo(Reading.missing("the Node shows no capacity"));
    }

    @Test
    void aReportThatCannotBeReadIsAsNone() {
        Report report = Report.of(Json.parseObject("{\"status\":{\"podsMetric\":3}}"));

        assertThat(report.isStale(NOW)).isTrue();
        assertThat(report.usage().node().cpu())
                .isEqualTo(Reading.missing("the NodeMetric cannot be read: status.podsMetric must be a list, was 3"));
    }
}
