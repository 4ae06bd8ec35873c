package io.sublet.manager.console;

import static io.sublet.manager.console.Fleet.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.config.KeyReport;
import io.sublet.manager.config.KeyStanding;
import io.sublet.manager.console.ConsoleDocuments.Around;
import io.sublet.manager.console.NodeMark.State;
import io.sublet.manager.overcommit.OvercommitReason;
import io.sublet.manager.overcommit.WriteLedger;
import io.sublet.model.reason.Reason;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.protocol.NodeMetricReport;
import io.sublet.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ConsoleDocumentsTest {
    private static final FleetPicture PICTURE = new Fleet()
            .node("b", 6, Map.of())
            .report("b", NOW.minusSeconds(180), 8)
            .node("a", 4, Map.of("sublet.io/colocation", "disabled"))
            .report("a", NOW.minusSeconds(181), 16)
            .node("c", 0, Map.of())
            .report("c", NOW, 4)
            .node("d", 2, Map.of())
            .picture(NOW);

    @Test
    void nodesAreJudgedByTheirReportsAndOffers() {
        assertThat(PICTURE.nodes().stream().map(node -> node.name() + " " + node.state()))
                .containsExactly("a STALE", "b OFFERING", "c WITHHELD", "d SILENT");
        assertThat(PICTURE.count(State.STALE)).isEqualTo(1);
    }

    /** One broken agent must not keep people from seeing all other nodes. */
    @Test
    void absurdReportsDoNotFailThePictureOfTheOthers() {
        String text = """
                {"status":{"updateTime":"%s","nodeMetric":{"nodeUsage":{"resources":{"cpu":"%s","memory":"9E"}}},"podsMetric":[%s]}}""";
        String pod = """
                {"namespace":"jobs","name":"p%d","priority":"koord-batch","podUsage":{"resources":{"cpu":"%s","memory":"9E"}}}""";
        String pods = pod.formatted(1, "9P") + "," + pod.formatted(2, "9P") + "," + pod.formatted(3, "-5");
        NodeUsageReport absurd = NodeMetricReport.parse(Json.parseObject(text.formatted(NOW, "9P", pods)));
        NodeUsageReport negative = NodeMetricReport.parse(Json.parseObject(text.formatted(NOW, "-1", pods)));
        FleetPicture picture = new Fleet()
                .node("a", 1, Map.of())
                .report("a", absurd)
                .node("b", 1, Map.of())
                .report("b", absurd)
                .node("c", 1, Map.of())
                .report("c", negative)
                .picture(NOW);

        assertThat(picture.nodes()).extracting(NodeMark::isMeasured).containsExactly(true, true, false);
        assertThat(picture.sums().batch()).isEqualTo(CpuMemory.of(Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(picture.sums().used()).isEqualTo(CpuMemory.of(Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(Json.write(ConsoleDocuments.nodes(picture))).contains("\"a\"");
    }

    @Test
    void theSummaryCountsWhatIsMeasuredAndNamesWhatIsOff() {
        KeyReport rejected = new KeyReport(
                "cpu-burst-config",
                KeyStanding.LAST_GOOD_IN_FORCE,
                "",
                new KeyReport.Remarks(List.of("it is no JSON"), List.of("a warning"), List.of()),
                Optional.empty(),
                List.of());
        WriteLedger.Written written = new WriteLedger.Written(
                "b", NOW, Reason.of(OvercommitReason.BeyondThreshold).with("batch-cpu", "5→6"));

        String text = Json.write(ConsoleDocuments.summary(
                PICTURE, new Around("1.0", true, Optional.of(true), List.of(rejected), List.of(written))));

        assertThat(text).isEqualTo("""
                {"at":"2026-01-01T12:00:00Z","version":"1.0","leads":true,\
                "nodes":{"total":4,"offering":1,"withheld":1,"stale":1,"silent":1,"measured":2},\
                "cpu":{"capacity":32000,"used":12000,"batch":4000,"offered":12000},\
                "memory":{"capacity":137438953472,"used":68719476736,"batch":2147483648,"offered":12884901888},\
                "switch":{"cluster":"on","nodesOff":1,"names":["a"]},\
                "attention":["cpu-burst-config is not used as it is: it is no JSON","nodes without an agent that reports: 1",\
                "nodes that have not reported for three intervals: 1"],\
                "decisions":[{"at":"2026-01-01T12:00:00Z","node":"b","reason":"BeyondThreshold",\
                "text":"The difference to what is published exceeds the threshold. batch-cpu=5→6"}]}""");
    }

    @Test
    void withoutAConfigurationTheSwitchIsNotKnown() {
        assertThat(Json.write(ConsoleDocuments.summary(
                        PICTURE, new Around("", false, Optional.empty(), List.of(), List.of()))))
                .contains("\"switch\":{\"cluster\":\"unknown\"");
    }

    @Test
    void nodesAreColumnsOfNumbers() {
        assertThat(Json.write(ConsoleDocuments.nodes(PICTURE))).isEqualTo("""
                {"at":"2026-01-01T12:00:00Z","name":["a","b","c","d"],"state":[2,0,1,3],"off":[1,0,0,0],\
                "cpuUsed":[1000,500,250,-1],"cpuBatch":[125,125,125,-1],"cpuOffered":[250,375,0,125],\
                "memoryUsed":[500,500,500,-1]}""");
    }

    @Test
    void fiveThousandNodesStayUnderHalfAMegabyte() {
        FleetPicture large = Fleet.picture(Fleet.large(5000, NOW), NOW);

        int size = Json.write(ConsoleDocuments.nodes(large)).getBytes(StandardCharsets.UTF_8).length;

        assertThat(large.nodes()).hasSize(5000);
        assertThat(size).isLessThan(500_000);
    }

    @Test
    void whatIsNotKnownOfAMomentIsNull() {
        Timeline timeline = new Timeline(
                "somebody",
                List.of(new Timeline.Point(
                        60, OptionalLong.of(5), OptionalLong.empty(), OptionalLong.of(7), OptionalLong.empty())));

        assertThat(Json.write(ConsoleDocuments.history(timeline)))
                .isEqualTo(
                        "{\"source\":\"somebody\",\"time\":[60],\"used\":[5],\"batch\":[null],\"offered\":[7],\"limit\":[null]}");
    }
}
