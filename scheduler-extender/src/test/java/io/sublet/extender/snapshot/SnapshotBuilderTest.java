package io.sublet.extender.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.AssignedPod;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadResources;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.NodeFacts;
import io.sublet.extender.rank.NodeReport;
import io.sublet.extender.rank.Nodes;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SnapshotBuilderTest {
    private final SnapshotBuilder builder = new SnapshotBuilder(LoadRules.DEFAULT);
    private final AssignedPod pod = Nodes.assigned("p", 1000, 0, Duration.ZERO);

    @Test
    void recordsMayComeInAnyOrder() {
        builder.put("a", pod);
        builder.put(report("a", 500));
        builder.put(node("a"));

        assertThat(load("a")).isEqualTo(1500L);
        assertThat(builder.takeArrived()).containsExactly("uid-p");
        assertThat(builder.takeArrived()).isEmpty();
    }

    @Test
    void aPodThatChangesItsNodeLeavesNothingBehind() {
        builder.put(node("a"));
        builder.put(node("b"));
        builder.put(report("a", 500));
        builder.put(report("b", 500));
        builder.put("a", pod);
        builder.build();

        builder.put("b", pod);

        assertThat(load("a")).isEqualTo(500L);
        assertThat(load("b")).isEqualTo(1500L);
        assertThat(builder.pods()).isEqualTo(1);
    }

    @Test
    void aPodThatIsGoneNoLongerCounts() {
        builder.put(node("a"));
        builder.put(report("a", 500));
        builder.put("a", pod);
        builder.build();

        assertThat(builder.removePod("uid-p")).isTrue();
        assertThat(builder.removePod("uid-p")).isFalse();
        assertThat(load("a")).isEqualTo(500L);
    }

    @Test
    void aNodeThatIsGoneIsNotInTheSnapshot() {
        builder.put(node("a"));
        builder.build();

        builder.removeNode("a");

        assertThat(builder.build().names().find("a")).isEqualTo(ClusterSnapshot.NO_ROW);
    }

    @Test
    void aReportThatIsGoneLeavesTheNodeUnmetered() {
        builder.put(node("a"));
        builder.put(report("a", 500));
        assertThat(builder.build().reporting()).isEqualTo(1);

        builder.removeReport("a");

        assertThat(builder.build().reporting()).isZero();
    }

    @Test
    void whatIsNotNewChangesNothing() {
        builder.put(node("a"));
        builder.put(report("a", 500));
        builder.put("a", pod);
        builder.build();

        assertThat(builder.put(node("a"))).isFalse();
        assertThat(builder.put(report("a", 500))).isFalse();
        assertThat(builder.put("a", pod)).isFalse();
    }

    private long load(String node) {
        ClusterSnapshot snapshot = builder.build();
        return snapshot.row(snapshot.names().find(node)).general(LoadResources.CPU);
    }

    private static NodeFacts node(String name) {
        return Nodes.node(name, 32, 64).facts();
    }

    private static NodeReport report(String node, long milliCpu) {
        return new NodeReport(node, Nodes.report(ResourceUsage.of(milliCpu, 0)), Nodes.INTERVAL);
    }
}
