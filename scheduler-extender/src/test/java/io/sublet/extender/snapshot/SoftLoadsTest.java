package io.sublet.extender.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.LoadVector;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoftLoadsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final LoadVector POD = LoadVector.of(1000, 400);

    private final SoftLoads softLoads = new SoftLoads(Duration.ofSeconds(2));

    @Test
    void aPodLiesInEqualPartsOnItsBestNodes() {
        softLoads.expect("u", List.of("a", "b"), POD, 0);
        softLoads.expect("v", List.of("a"), POD, 0);

        assertThat(softLoads.current(0).on("a")).isEqualTo(LoadVector.of(1500, 600));
        assertThat(softLoads.current(0).on("b")).isEqualTo(LoadVector.of(500, 200));
        assertThat(softLoads.current(0).on("c")).isEqualTo(LoadVector.ZERO);
    }

    @Test
    void aPodLeavesWhenItIsSeenAndWhenItsTimeIsUp() {
        softLoads.expect("u", List.of("a"), POD, 0);
        softLoads.expect("v", List.of("a"), POD, SECOND);

        softLoads.forget(List.of("v", "other"), SECOND);
        assertThat(softLoads.current(SECOND).on("a")).isEqualTo(POD);
        assertThat(softLoads.current(2 * SECOND).on("a")).isEqualTo(LoadVector.ZERO);
        assertThat(softLoads.size()).isZero();
    }

    @Test
    void aPodThatIsExpectedAgainCountsOnce() {
        softLoads.expect("u", List.of("a"), POD, 0);
        softLoads.expect("u", List.of("b"), POD, 1);

        assertThat(softLoads.current(1).on("a")).isEqualTo(LoadVector.ZERO);
        assertThat(softLoads.current(1).on("b")).isEqualTo(POD);
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

        assertThat(off.current(0).on("a")).isEqualTo(LoadVector.ZERO);
    }
}
