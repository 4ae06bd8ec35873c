package io.sublet.extender.pin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.pin.PinVerdict.Unfit;
import io.sublet.model.cpu.CpuTopology;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PinPreemptionTest {
    /** CPUs 0..7. */
    private static final CpuTopology EIGHT = Pins.topology(1, 4, 4);

    @Test
    void asFewAsNeededGoLowestPriorityFirst() {
        PinnableNode node = Pins.pinnable(
                EIGHT, Pins.held("low", "0-1", 100), Pins.held("lower", "2-3", 50), Pins.held("high", "4-7", 9600));

        assertThat(PinPreemption.victims(node, Pins.pod("a", 2, 9500), Set.of()))
                .hasValue(Set.of("uid-lower"));
        assertThat(PinPreemption.victims(node, Pins.pod("a", 4, 9500), Set.of()))
                .hasValue(Set.of("uid-low", "uid-lower"));
    }

    @Test
    void whoeverWasAddedInVainStays() {
        PinnableNode node = Pins.pinnable(
                EIGHT, Pins.held("small", "0-1", 50), Pins.held("large", "2-5", 100), Pins.held("high", "6-7", 9600));

        assertThat(PinPreemption.victims(node, Pins.pod("a", 4, 9500), Set.of()))
                .hasValue(Set.of("uid-large"));
    }

    @Test
    void thoseThatTheSchedulerHasChosenMayBeEnough() {
        PinnableNode node = Pins.pinnable(EIGHT, Pins.held("x", "0-3", 100), Pins.held("y", "4-7", 50));

        assertThat(PinPreemption.victims(node, Pins.pod("a", 4, 9500), Set.of("uid-x", "uid-unpinned")))
                .hasValue(Set.of("uid-x", "uid-unpinned"));
    }

    @Test
    void thoseThatTheSchedulerHasChosenMayNeedMore() {
        PinnableNode node = Pins.pinnable(EIGHT, Pins.held("x", "0-3", 100), Pins.held("y", "4-7", 50));

        assertThat(PinPreemption.victims(node, Pins.pod("a", 4, 9500), Set.of("uid-unpinned")))
                .hasValue(Set.of("uid-unpinned", "uid-y"));
    }

    @Test
    void podsOfTheSamePriorityStay() {
        PinnableNode node = Pins.pinnable(EIGHT, Pins.held("x", "0-7", 9500));

        assertThat(PinPreemption.victims(node, Pins.pod("a", 4, 9500), Set.of("uid-unpinned")))
                .isEmpty();
    }

    @Test
    void aRefusalIsResolvableOnlyIfPodsOfLowerPriorityStandInTheWay() {
        PinPod pod = Pins.pod("a", 4, 9500);

        assertThat(Pins.pinnable(EIGHT, Pins.held("low", "0-7", 100)).judge(pod))
                .isInstanceOfSatisfying(
                        Unfit.class, unfit -> assertThat(unfit.resolvable()).isTrue());
        assertThat(Pins.pinnable(EIGHT, Pins.held("same", "0-7", 9500)).judge(pod))
                .isInstanceOfSatisfying(
                        Unfit.class, unfit -> assertThat(unfit.resolvable()).isFalse());
        assertThat(Pins.pinnable(CpuTopology.EMPTY, Pins.held("low", "0-7", 100))
                        .judge(pod))
                .isInstanceOfSatisfying(
                        Unfit.class, unfit -> assertThat(unfit.resolvable()).isFalse());
    }
}
