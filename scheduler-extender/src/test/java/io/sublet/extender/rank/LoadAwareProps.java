package io.sublet.extender.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class LoadAwareProps {
    private static final LoadAware LOAD = new LoadAware();

    @Property(seed = "20261123")
    void moreLoadIsNeverABetterScore(
            @ForAll @IntRange(max = 40_000) int used,
            @ForAll @IntRange(max = 20_000) int more,
            @ForAll @LongRange(max = 80 * Pods.GIB) long memory) {
        assertThat(score(used + more, memory)).isLessThanOrEqualTo(score(used, memory));
        assertThat(score(used, memory + more)).isLessThanOrEqualTo(score(used, memory));
        assertThat(score(used, memory)).isBetween(0, 100);
    }

    @Property(seed = "20261123")
    void aHigherThresholdRefusesNoMore(
            @ForAll @IntRange(max = 40_000) int used,
            @ForAll @IntRange(min = 1, max = 99) int threshold,
            @ForAll @IntRange(min = 1, max = 50) int more) {
        int higher = Math.min(100, threshold + more);

        if (judge(used, threshold) instanceof NodeVerdict.Pass) {
            assertThat(judge(used, higher)).isEqualTo(NodeVerdict.PASS);
        }
    }

    @Property(seed = "20261127")
    void moreThanTheRoomIsWhatGoesOverTheThreshold(
            @ForAll @LongRange(min = 1, max = 1L << 50) long allocatable,
            @ForAll @IntRange(min = 1, max = 100) int threshold,
            @ForAll @LongRange(max = 1L << 51) long load,
            @ForAll @LongRange(max = 1L << 50) long more) {
        long room = LoadAware.room(load, allocatable, threshold);

        assertThat(LoadAware.usage(load, more, allocatable) > threshold).isEqualTo(more > room);
        assertThat(LoadAware.usage(0, load + room, allocatable)).isLessThanOrEqualTo(threshold);
        assertThat(LoadAware.usage(0, load + room + 1, allocatable)).isGreaterThan(threshold);
    }

    @Property(seed = "20261123")
    void theOrderOfNodesDoesNotMatter(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 40_000) Integer> loads, @ForAll long seed) {
        List<NodeRow> rows = new ArrayList<>();
        for (int i = 0; i < loads.size(); i++) {
            rows.add(Nodes.node("n" + i, 32, 64).using(loads.get(i), 0).row(LoadRules.DEFAULT));
        }
        List<NodeRow> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(seed));
        ClusterSnapshot one = ClusterSnapshot.of(LoadRules.DEFAULT, rows);
        ClusterSnapshot other = ClusterSnapshot.of(LoadRules.DEFAULT, shuffled);

        for (NodeRow row : rows) {
            assertThat(LOAD.score(candidate(), one, one.names().find(row.name()), LoadVector.ZERO))
                    .isEqualTo(LOAD.score(candidate(), other, other.names().find(row.name()), LoadVector.ZERO));
            assertThat(LOAD.judge(candidate(), one, one.names().find(row.name())))
                    .isEqualTo(LOAD.judge(candidate(), other, other.names().find(row.name())));
        }
    }

    private static int score(int milliCpu, long bytes) {
        ClusterSnapshot snapshot = Nodes.snapshot(Nodes.node("n", 32, 64).using(milliCpu, bytes));
        return LOAD.score(candidate(), snapshot, 0, LoadVector.ZERO);
    }

    private static NodeVerdict judge(int milliCpu, int threshold) {
        ClusterSnapshot snapshot = Nodes.snapshot(Nodes.node("n", 32, 64)
                .saying("{\"usageThresholds\":{\"cpu\":" + threshold + "}}")
                .using(milliCpu, 0));
        return LOAD.judge(candidate(), snapshot, 0);
    }

    private static Candidate candidate() {
        PodShape pod = Pods.guaranteed(2, 4);
        return new Candidate(pod, Estimator.DEFAULT.estimate(pod), Nodes.NOW);
    }
}
