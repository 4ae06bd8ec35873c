package io.sublet.extender.rank;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.usage.NodeUsageReport;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankTableTest {
    private static final int NODES = 150;

    /** Of every kind: without NodeMetric, never reported, judged by prod usage, and usual ones. */
    private static Nodes.Builder node(int number) {
        Nodes.Builder node = Nodes.node("n-" + number, 32, 128);
        return switch (number % 6) {
            case 0 -> node;
            case 4 -> node.reserving(1000L * number, 0);
            case 5 -> node.amplified(150).running(Nodes.bound("p-" + number, 4));
            case 1 -> node.reporting(NodeUsageReport.none("no status"));
            case 2 -> node.saying("{\"prodUsageThresholds\":{\"cpu\":50}}").using(100L * number, number);
            default -> node.using(100L * number, Pods.GIB * (number % 128));
        };
    }

    private static ClusterSnapshot snapshot() {
        return Nodes.snapshot(
                IntStream.range(0, NODES).mapToObj(RankTableTest::node).toArray(Nodes.Builder[]::new));
    }

    @Test
    void itSaysWhatTheRowsSay() {
        assertSaysWhatTheRowsSay(snapshot());
        assertSaysWhatTheRowsSay(ClusterSnapshot.EMPTY);
    }

    @Test
    void whatChangesIsReadAnewAndTheSnapshotBeforeStaysAsItIs() {
        ClusterSnapshot before = snapshot();
        long room = before.table().room(71, false, LoadResources.CPU);

        ClusterSnapshot after = before.with(List.of(
                Nodes.node("n-71", 32, 128).using(32_000, 0).row(LoadRules.DEFAULT),
                Nodes.node("n-70", 32, 128).using(1, 1).row(LoadRules.DEFAULT),
                Nodes.node("n-149", 32, 128).using(1, 1).row(LoadRules.DEFAULT)));

        assertThat(after.table().room(71, false, LoadResources.CPU)).isNotEqualTo(room);
        assertThat(before.table().room(71, false, LoadResources.CPU)).isEqualTo(room);
        assertSaysWhatTheRowsSay(after);
        assertSaysWhatTheRowsSay(before);
    }

    private static void assertSaysWhatTheRowsSay(ClusterSnapshot snapshot) {
        RankTable table = snapshot.table();
        for (int number = 0; number < snapshot.size(); number++) {
            NodeRow row = snapshot.row(number);
            assertThat(table.reportedAt(number)).isEqualTo(row.reportedAt());
            assertThat(table.pinsEveryPod(number)).isEqualTo(row.facts().pinsEveryPod());
            assertThat(table.isHeldBack(number))
                    .isEqualTo(Math.min(row.cpuLeft(), row.memoryLeft()) != NodeRow.NOTHING_HELD_BACK);
            for (boolean byProd : new boolean[] {false, true}) {
                assertThat(table.hasThreshold(number, byProd)).isEqualTo(row.hasThreshold(byProd));
                assertThat(table.isMeasured(number, byProd)).isEqualTo(row.isMeasured(byProd));
                for (int place = 0; place < row.width(); place++) {
                    assertThat(table.room(number, byProd, place)).isEqualTo(row.room(byProd, place));
                    assertThat(table.load(number, byProd, place))
                            .isEqualTo(byProd ? row.prod(place) : row.scored(place));
                    assertThat(table.allocatable(number, place)).isEqualTo(row.allocatable(place));
                }
            }
        }
    }
}
