package io.sublet.cli.fleet;

import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.protocol.Labels;
import java.util.Optional;

/**
 * How far a node is on its way after its switch was turned.
 *
 * @param off what its label or the configuration asks for
 * @param offered what it still offers to batch
 * @param agent what its agent says; missing where it does not answer
 */
public record SwitchState(String node, boolean off, Optional<CpuMemory> offered, Reading<AgentView> agent) {
    /** Of the label {@link Labels#NODE_COLOCATION}. */
    public static final String DISABLED = "disabled";

    private static final String OFF = "off";

    /** @param offByConfig whether the configuration ends colocation on it */
    public static SwitchState of(NodeStanding node, boolean offByConfig) {
        return new SwitchState(
                node.name(),
                offByConfig || DISABLED.equals(node.labels().get(Labels.NODE_COLOCATION)),
                node.offered().filter(amount -> !amount.equals(CpuMemory.ZERO)),
                node.agent());
    }

    /**
     * What is not yet as it should be, as a clause; empty once the node has confirmed.
     *
     * @param disable whether it was switched off
     */
    public Optional<String> waitsFor(boolean disable) {
        if (off != disable) {
            return Optional.of(
                    disable ? "nothing says that it is off" : "its label or the configuration still says off");
        }
        if (agent instanceof Reading.Missing<AgentView>(String cause)) {
            return Optional.of("its agent does not say: " + cause);
        }
        if (!disable) {
            return Optional.empty();
        }
        return agent.flatMap(AgentView::mode).equals(Reading.of(OFF))
                ? waitsForRest()
                : Optional.of("its agent has not seen it yet");
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
