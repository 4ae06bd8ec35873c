package io.sublet.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.cli.fleet.SwitchState.Turn;
import io.sublet.model.reading.Reading;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SwitchStateTest {
    private static final String OFF = "\"sublet.io/colocation\":\"disabled\"";

    private static SwitchState state(String labels, String batch, Reading<Long> held) {
        AgentView agent = new AgentView(Reading.of("off"), Reading.missing(""), Reading.missing(""), held);
        return SwitchState.of(
                NodeStanding.of(Nodes.node("n", labels, batch), Report.NONE).withAgent(Reading.of(agent)), false);
    }

    @Test
    void aNodeIsOffOnceNothingIsHeldAndNothingOffered() {
        assertThat(state(OFF, Nodes.offers(0, 0), Reading.of(0L)).waitsFor(Turn.DISABLE))
                .isEmpty();
        assertThat(state(OFF, "", Reading.of(0L)).waitsFor(Turn.DISABLE)).isEmpty();
        assertThat(state(OFF, "", Reading.of(3L)).waitsFor(Turn.DISABLE)).contains("its agent still holds 3 values");
        assertThat(state(OFF, Nodes.offers(2, 2), Reading.of(0L)).waitsFor(Turn.DISABLE))
                .contains("it still offers batch resources");
        assertThat(state("", "", Reading.of(0L)).waitsFor(Turn.DISABLE)).contains("nothing says that it is off");
    }

    @Test
    void whatIsNotKnownIsNotConfirmed() {
        assertThat(state(OFF, "", Reading.missing("no such series")).waitsFor(Turn.DISABLE))
                .contains("what its agent holds is not known: no such series");
        SwitchState silent = SwitchState.of(
                NodeStanding.of(Nodes.node("n", OFF, ""), Report.NONE)
                        .withAgent(Reading.missing("no agent runs on it")),
                false);
        assertThat(silent.waitsFor(Turn.DISABLE)).contains("its agent does not say: no agent runs on it");
    }

    private static SwitchState enabled(String labels, String agentMode) {
        AgentView agent =
                new AgentView(Reading.of(agentMode), Reading.missing(""), Reading.missing(""), Reading.of(5L));
        return SwitchState.of(
                NodeStanding.of(Nodes.node("n", labels, ""), Report.NONE).withAgent(Reading.of(agent)), false);
    }

    @Test
    void aNodeIsOnOnceTheLabelIsGoneAndItsAgentHasSeenIt() {
        assertThat(enabled("", "enforce").waitsFor(Turn.ENABLE)).isEqualTo(Optional.empty());
        assertThat(enabled("", "observe").waitsFor(Turn.ENABLE_ALL)).isEqualTo(Optional.empty());
        assertThat(enabled("", "off").waitsFor(Turn.ENABLE)).contains("its agent has not seen it yet");
        assertThat(enabled(OFF, "enforce").waitsFor(Turn.ENABLE)).contains("its label says off");
        assertThat(enabled("\"sublet.io/mode\":\"off\"", "off").waitsFor(Turn.ENABLE))
                .as("its mode keeps it off whatever the switch says")
                .isEmpty();
    }

    @Test
    void anAgentThatHasNotSeenItYetHoldsNothingByChanceOnly() {
        AgentView acts = new AgentView(Reading.of("enforce"), Reading.missing(""), Reading.missing(""), Reading.of(0L));
        SwitchState state = SwitchState.of(
                NodeStanding.of(Nodes.node("n", "", ""), Report.NONE).withAgent(Reading.of(acts)), true);

        assertThat(state.isOff()).isTrue();
        assertThat(state.waitsFor(Turn.DISABLE)).contains("its agent has not seen it yet");
    }

    @Test
    void aNodeThatIsOffByItsOwnLabelStaysSoWhenAllAreSwitchedOn() {
        assertThat(state(OFF, "", Reading.of(0L)).waitsFor(Turn.ENABLE_ALL)).isEmpty();
        SwitchState byConfig = new SwitchState("n", false, true, false, Optional.empty(), Reading.missing("not asked"));
        assertThat(byConfig.waitsFor(Turn.ENABLE_ALL)).contains("the configuration says off");
        assertThat(byConfig.waitsFor(Turn.ENABLE)).contains("the configuration says off");
    }
}
