package io.sublet.extender.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.AssignedPod;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadAware;
import io.sublet.extender.rank.LoadPolicy;
import io.sublet.extender.rank.Nodes;
import io.sublet.extender.rank.UsageProfile;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SnapshotBuilderTest {
    private final SnapshotBuilder builder = new SnapshotBuilder(new LoadAware(LoadPolicy.DEFAULT), false);
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

    private Object load(String node) {
        ClusterSnapshot snapshot = builder.build();
        return Objects.requireNonNull(
                snapshot.describe(snapshot.names().find(node)).get("loadMilliCpu"));
    }

    private static NodeRecord node(String name) {
        return new NodeRecord(name, CpuMemory.of(32_000, 1L << 36), UsageProfile.DEFAULT);
    }

    private static ReportRecord report(String node, long milliCpu) {
        return new ReportRecord(node, Nodes.report(ResourceUsage.of(milliCpu, 0)), Nodes.INTERVAL);
    }
}
