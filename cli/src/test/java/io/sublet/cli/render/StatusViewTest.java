package io.sublet.cli.render;

import static io.sublet.cli.fleet.Nodes.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.cli.fleet.AgentView;
import io.sublet.cli.fleet.FleetSummary;
import io.sublet.cli.fleet.NodeStanding;
import io.sublet.cli.fleet.Nodes;
import io.sublet.cli.fleet.Report;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusViewTest {
    private static final StatusView VIEW = new StatusView(FleetSummary.of(
            List.of(
                    NodeStanding.of(
                                    Nodes.node("node-1", "", Nodes.offers(6, 20)),
                                    Report.of(Nodes.metric("node-1", NOW.minusSeconds(5), 8)))
                            .withAgent(Reading.of(new AgentView(
                                    Reading.of("enforce"),
                                    Reading.of(new MilliCpu(2_500)),
                                    Reading.of(new MilliCpu(2_400)),
                                    Reading.of(9L)))),
                    NodeStanding.of(
                            Nodes.node("node-2", "\"sublet.io/mode\":\"observe\"", ""),
                            Report.of(Nodes.metric("node-2", NOW.minus(Duration.ofMinutes(30)), 8))),
                    NodeStanding.of(Nodes.node("a-node-of-a-long-name", "", ""), Report.NONE)),
            NOW));

    @Test
    void forAPerson() {
        assertThat(VIEW.text(Style.PLAIN)).isEqualTo("""
                NODE                   STATE     MODE      CPU  USED  BATCH  OFFERED  LIMIT  SUPPRESSED  OFFERED MEMORY  REPORT
                a-node-of-a-long-name  silent    -        16.0     -      -        -      -           -               -       -
                node-1                 offering  enforce  16.0   8.0    3.0      6.0    2.5         3.5          20.0Gi      5s
                node-2                 stale     observe  16.0   8.0    3.0        -      -           -               -     30m

                nodes      3: 1 offering, 0 withheld, 1 stale, 1 silent
                offered    6.0 cores, 20.0Gi, of which suppressed now 3.5 cores
                cpu used   50.0 % with batch, 31.3 % without, of 16.0 cores on 1 measured nodes
                gained     3.0 cores, 2.0Gi in use by batch on what others have reserved
                """);
    }

    @Test
    void coloursStandAroundTheTextAndMoveNothing() {
        String coloured = VIEW.text(Style.COLOUR);

        assertThat(coloured).contains("\u001b[31msilent\u001b[0m", "\u001b[32moffering\u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(VIEW.text(Style.PLAIN));
    }

    @Test
    void forAProgram() {
        assertThat(Document.json(VIEW.tree())).contains("\"gained\" : {").endsWith("}\n");
        assertThat(Json.write(VIEW.tree()))
                .startsWith(
                        "{\"totals\":{\"nodes\":3,\"silent\":1,\"stale\":1,\"withheld\":0,\"offering\":1,\"measured\":1,")
                .contains("""
                        {"name":"node-1","state":"offering","mode":"enforce",\
                        "capacity":{"milliCpu":16000,"bytes":68719476736},"used":{"milliCpu":8000,"bytes":21474836480},\
                        "batch":{"milliCpu":3000,"bytes":2147483648},"offered":{"milliCpu":6000,"bytes":21474836480},\
                        "limitMilliCpu":2500,"suppressedMilliCpu":3500,"reportAgeSeconds":5}""")
                .contains("\"name\":\"a-node-of-a-long-name\",\"state\":\"silent\",\"mode\":null");
        assertThat(Document.yaml(VIEW.tree())).startsWith("totals:\n  nodes: 3\n");
    }

    @Test
    void aClusterWithoutNodes() {
        assertThat(new StatusView(FleetSummary.of(List.of(), NOW)).text(Style.PLAIN))
                .isEqualTo("no nodes\n");
    }
}
