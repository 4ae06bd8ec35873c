package io.sublet.extender.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadVector;
import io.sublet.extender.rank.NameIndex;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoftLoadsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final LoadVector POD = LoadVector.of(1000, 400);

    private static final NameIndex NODES = NameIndex.of(List.of("a", "b", "c"));

    private final SoftLoads softLoads = new SoftLoads(Duration.ofSeconds(2));

    private static LoadVector on(SoftLoads softLoads, String node, long nanos) {
        return softLoads.current(NODES, nanos).at(NODES.find(node));
    }

    @Test
    void nodesThatAreCountedAnewKeepWhatIsExpectedOnThem() {
        softLoads.expect("u", List.of("a", "b", "gone"), LoadVector.of(300), 0);
        NameIndex others = NameIndex.of(List.of("c", "b"));

        assertThat(on(softLoads, "a", 0)).isEqualTo(LoadVector.of(100));
        assertThat(softLoads.current(others, 0).at(0)).isEqualTo(LoadVector.ZERO);
        assertThat(softLoads.current(others, 0).at(1)).isEqualTo(LoadVector.of(100));
        assertThat(softLoads.current(others, 0).at(ClusterSnapshot.NO_ROW)).isEqualTo(LoadVector.ZERO);
    }

    @Test
    void aPodLiesInEqualPartsOnItsBestNodes() {
        softLoads.expect("u", List.of("a", "b"), POD, 0);
        softLoads.expect("v", List.of("a"), POD, 0);

        assertThat(on(softLoads, "a", 0)).isEqualTo(LoadVector.of(1500, 600));
        assertThat(on(softLoads, "b", 0)).isEqualTo(LoadVector.of(500, 200));
        assertThat(on(softLoads, "c", 0)).isEqualTo(LoadVector.ZERO);
    }

    @Test
    void aPodLeavesWhenItIsSeenAndWhenItsTimeIsUp() {
        softLoads.expect("u", List.of("a"), POD, 0);
        softLoads.expect("v", List.of("a"), POD, SECOND);

        softLoads.forget(List.of("v", "other"), SECOND);
        assertThat(on(softLoads, "a", SECOND)).isEqualTo(POD);
        assertThat(on(softLoads, "a", 2 * SECOND)).isEqualTo(LoadVector.ZERO);
        assertThat(softLoads.size()).isZero();
    }

    @Test
    void aPodThatIsExpectedAgainCountsOnce() {
        softLoads.expect("u", List.of("a"), POD, 0);
        softLoads.expect("u", List.of("b"), POD, 1);

        assertThat(on(softLoads, "a", 1)).isEqualTo(LoadVector.ZERO);
        assertThat(on(softLoads, "b", 1)).isEqualTo(POD);
    }

    @Test
    void aPodThatCouldGoAnywhereIsNotExpected() {
        softLoads.expect("u", Collections.nCopies(SoftLoads.MAX_NODES + 1, "a"), POD, 0);

        assertThat(softLoads.size()).isZero();
    }

    @Test
    void withoutTimeToLiveNothingIsExpected() {
        SoftLoads off = new SoftLoads(Duration.ZERO);

        off.expect("u", List.of("a"), POD, 0);

        assertThat(on(off, "a", 0)).isEqualTo(LoadVector.ZERO);
    }
}
