package io.sublet.extender.pin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.pin.PinVerdict.Fits;
import io.sublet.extender.pin.PinVerdict.Unfit;
import io.sublet.model.cpu.PinScoring;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuTopologyReport;
import io.sublet.protocol.Labels;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinnableNodeTest {
    private static PinnableNode of(NodeDeclaration node) {
        NodeSetup setup = NodeSetup.of(node, Optional.of(Pins.report(node.name(), Pins.topology(2, 4, 2))));
        return new PinnableNode(setup.empty(), List.of(), setup.l3Domains(), setup.flaw());
    }

    @Test
    void aRefusalHasNumbersAndNoPercentSign() {
        PinnableNode node = Pins.pinnable(Pins.topology(1, 4, 4), Pins.held("x", "0-5"));

        assertThat(node.judge(Pins.pod("a", 4)))
                .isInstanceOfSatisfying(
                        Unfit.class,
                        unfit -> assertThat(unfit.text())
                                .isEqualTo("4 CPUs needed, 2 free of 8")
                                .doesNotContain("%"));
    }

    @Test
    void nothingIsGivenAwayWhereItIsNotKnownWhatIsReserved() {
        PinnableNode node =
                of(Pins.node("n", Map.of(), Map.of(Annotations.NODE_RESERVATION, "{\"reservedCPUs\":\"x\"}")));

        assertThat(node.judge(Pins.pod("a", 4)))
                .isEqualTo(new Unfit(
                        PinObstacle.NodeUnreadable,
                        "annotation node.koordinator.sh/reservation cannot be read: reservedCPUs is not a list of CPUs: x",
                        false));
        assertThat(node.judge(Pins.pod(Pins.shape("b", 4000, Map.of(), Map.of()))))
                .as("a pod that asks for nothing of the kind")
                .isInstanceOf(Fits.class);
    }

    /** An administrator may reserve an amount; which CPUs that are the node's agent decides, and says. */
    @Test
    void cpusThatTheAgentHasChosenForAReservedAmountAreNotGiven() {
        TopologyReport report = TopologyReport.of(
                "n",
                Map.of(
                        Annotations.CPU_TOPOLOGY,
                        new CpuTopologyReport(Pins.topology(1, 4, 4)).render(),
                        Annotations.NODE_RESERVATION,
                        "{\"reservedCPUs\":\"0-1\"}"),
                List.of(),
                Collections.emptySortedMap());
        NodeDeclaration amount =
                Pins.node("n", Map.of(), Map.of(Annotations.NODE_RESERVATION, "{\"resources\":{\"cpu\":\"2\"}}"));
        NodeDeclaration named =
                Pins.node("n", Map.of(), Map.of(Annotations.NODE_RESERVATION, "{\"reservedCPUs\":\"6-7\"}"));

        assertThat(NodeSetup.of(amount, Optional.of(report)).empty().allocatable())
                .hasToString("2-7");
        assertThat(NodeSetup.of(named, Optional.of(report)).empty().allocatable())
                .as("what the agent has not seen yet, and what it has not taken back yet")
                .hasToString("2-5");
    }

    @ParameterizedTest
    @CsvSource({
        Labels.NODE_CPU_BIND_POLICY + ", FullPCPUsOnly",
        Labels.NODE_CPU_BIND_POLICY + ", SpreadByPCPUs",
        Labels.NODE_NUMA_TOPOLOGY_POLICY + ", SingleNUMANode"
    })
    void aNodesPolicyConcernsEveryPod(String label, String value) {
        PinnableNode node = of(Pins.node("n", Map.of(label, value), Map.of()));

        assertThat(NodeDeclaration.concernsEveryPod(Map.of(label, value))).isTrue();
        assertThat(node.judge(Pins.pod(Pins.shape("a", 2000, Map.of(), Map.of()))))
                .isInstanceOfSatisfying(
                        Fits.class,
                        fits -> assertThat(fits.placed().cpus().isEmpty()
                                        && fits.placed().shares().isEmpty())
                                .isFalse());
    }

    @Test
    void fewerL3DomainsScoreHigher() {
        PinPod four = Pins.pod("a", 4);
        PinnableNode whole = Pins.pinnable(Pins.topology(1, 8, 2));
        PinnableNode torn = Pins.pinnable(
                Pins.topology(1, 8, 2),
                Pins.held("w", "0-1"),
                Pins.held("x", "4-5"),
                Pins.held("y", "8-9"),
                Pins.held("z", "12-13"));

        assertThat(torn.score(four, PinScoring.DEFAULT)).isPositive();
        assertThat(whole.score(four, PinScoring.DEFAULT))
                .isGreaterThanOrEqualTo(2 * torn.score(four, PinScoring.DEFAULT));
    }

    @Test
    void aWishThatIsNotKeptCostsHalf() {
        PinPod three = Pins.pod("a", 3);
        PinPod two = Pins.pod("b", 2);
        PinnableNode node = Pins.pinnable(Pins.topology(1, 8, 8));

        assertThat(node.score(three, PinScoring.DEFAULT)).isLessThanOrEqualTo(node.score(two, PinScoring.DEFAULT) / 2);
    }
}
