package io.sublet.cli.fleet;

import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.protocol.Labels;
import java.util.Optional;

/**
 * How far a node is on its way after its switch, or that of all nodes, was turned.
 *
 * @param offByLabel whether its own label ends colocation on it
 * @param offByConfig whether the configuration does
 * @param offByMode whether its own mode keeps its agent from acting whatever the switch says
 * @param offered what it still offers to batch
 * @param agent what its agent says; missing where it does not answer
 */
public record SwitchState(
        String node,
        boolean offByLabel,
        boolean offByConfig,
        boolean offByMode,
        Optional<CpuMemory> offered,
        Reading<AgentView> agent) {
    /** Of the label {@link Labels#NODE_COLOCATION}. */
    public static final String DISABLED = "disabled";

    private static final String OFF = "off";

    /** What was done to a switch. */
    public enum Turn {
        DISABLE,
        ENABLE,
        /** A node that is switched off by its own label stays so. */
        ENABLE_ALL
    }

    public static SwitchState of(NodeStanding node, boolean offByConfig) {
        return new SwitchState(
                node.name(),
                DISABLED.equals(node.labels().get(Labels.NODE_COLOCATION)),
                offByConfig,
                OFF.equals(node.labels().get(Labels.NODE_MODE)),
                node.offered().filter(amount -> !amount.equals(CpuMemory.ZERO)),
                node.agent());
    }

    /** Whether colocation is ended on it. */
    public boolean isOff() {
        return offByLabel || offByConfig;
    }

    /** What is not yet as it should be, as a clause; empty once the node has confirmed. */
    public Optional<String> waitsFor(Turn turn) {
        boolean says = turn == Turn.ENABLE_ALL ? offByConfig : isOff();
        if (turn == Turn.DISABLE && !says) {
            return Optional.of("nothing says that it is off");
        }
        if (turn != Turn.DISABLE && says) {
            return Optional.of(offByConfig ? "the configuration says off" : "its label says off");
        }
        if (agent instanceof Reading.Missing<AgentView>(String cause)) {
            return Optional.of("its agent does not say: " + cause);
        }
        boolean agentIsOff = agent.flatMap(AgentView::mode).equals(Reading.of(OFF));
        boolean agentShouldBeOff = isOff() || offByMode;
        if (agentIsOff != agentShouldBeOff) {
            return Optional.of("its agent has not seen it yet");
        }
        return turn == Turn.DISABLE ? waitsForRest() : Optional.empty();
    }

    private Optional<String> waitsForRest() {
        Reading<Long> held = agent.flatMap(AgentView::held);
        if (held instanceof Reading.Missing<Long>(String cause)) {
            return Optional.of("what its agent holds is not known: " + cause);
        }
        long values = held.toOptional().orElse(0L);
        if (values > 0) {
            return Optional.of("its agent still holds " + values + " values");
        }
        return offered.isPresent() ? Optional.of("it still offers batch resources") : Optional.empty();
    }
}
